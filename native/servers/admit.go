package servers

import (
	"fmt"

	"github.com/socketlab/socketlab/shared/socket"
)

// kept is how many clients every stream server has room for, whatever the others
// do, or fewer, so that half of all is for whoever comes. A datagram server has
// one socket for all.
const kept = 32

// admit counts one more client of s, if there may be one more.
func (g *Group) admit(s *Server) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	taken, most := 0, g.config.MaxClients
	room := min(kept, most/2/len(g.servers))
	for _, other := range g.servers {
		taken += other.clients
		if other != s && other.Lesson.Type == socket.SOCK_STREAM {
			taken += max(0, room-other.clients)
		}
	}
	if most > 0 && taken >= most {
		if !s.full { // once, not for each that knocks
			s.full = true
			g.config.Log(fmt.Sprintf("%s: %d clients are connected: new ones are closed until some leave", s.Lesson.Name, s.clients))
		}
		return false
	}
	s.full = false
	s.clients++
	return true
}

// left counts one client of s less.
func (g *Group) left(s *Server) {
	g.mu.Lock()
	s.clients--
	g.mu.Unlock()
}
