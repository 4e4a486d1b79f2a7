package servers

import (
	"errors"
	"fmt"
	"net"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

// tries is how many ports after a taken one are tried.
const tries = 100

// bindAll binds every server to its tutorial's port, and only then the ones
// that found it taken to others, so that they take no other tutorial's port.
func (g *Group) bindAll() error {
	reserved := map[string]bool{}
	for _, l := range g.config.Lessons {
		s, err := g.newServer(l)
		if err != nil {
			return fmt.Errorf("%s: %w", l.Name, err)
		}
		g.servers = append(g.servers, s)
		reserved[portKey(s, l.Addr.Port)] = true
	}
	for _, s := range g.servers {
		if err := g.bind(s, s.Lesson.Addr.Port); err != nil && !errors.Is(err, socket.EADDRINUSE) {
			return fmt.Errorf("%s: %w", s.Lesson.Name, err)
		}
	}
	for _, s := range g.servers {
		if s.sock != nil {
			continue
		}
		err := error(socket.EADDRINUSE)
		for port := s.Lesson.Addr.Port + 1; errors.Is(err, socket.EADDRINUSE) && port <= s.Lesson.Addr.Port+tries; port++ {
			if !reserved[portKey(s, port)] {
				err = g.bind(s, port)
			}
		}
		if err != nil {
			return fmt.Errorf("%s: no free port from %d to %d: %w",
				s.Lesson.Name, s.Lesson.Addr.Port, s.Lesson.Addr.Port+tries, err)
		}
	}
	return nil
}

func portKey(s *Server, port int) string { return fmt.Sprintf("%s %d", s.Protocol(), port) }

func (g *Group) newServer(l *lesson.Lesson) (*Server, error) {
	c := lesson.HostConfig{Stack: g.config.Stack}
	if g.config.Stdout != nil {
		c.Stdout = g.config.Stdout(l)
	}
	if g.config.Trace != nil {
		c.Trace = g.config.Trace.Host(l.Name)
	}
	h, err := l.NewHost(c)
	return &Server{Lesson: l, host: h}, err
}

// bind gives the server a socket on a port. A stream server may bind over
// connections of an earlier run that are in TIME_WAIT.
func (g *Group) bind(s *Server, port int) (err error) {
	addr := socket.Inet(g.config.Host, port)
	family := socket.AF_INET
	if addr.IP.Is6() {
		family = socket.AF_INET6
	}
	sock, err := s.host.Socket(family, s.Lesson.Type)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			sock.Close()
		}
	}()
	if s.Lesson.Type == socket.SOCK_STREAM {
		if err := sock.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); err != nil {
			return err
		}
	}
	if err := sock.Bind(addr); err != nil {
		return err
	}
	if s.Lesson.Type == socket.SOCK_STREAM {
		if err := sock.Listen(socket.SOMAXCONN); err != nil {
			return err
		}
	}
	bound, err := sock.GetSockName()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if g.closed(0) {
		return net.ErrClosed
	}
	s.sock = sock
	if s.Addr.IsZero() { // a second socket has the first one's address, which others read
		s.Addr = bound
	}
	return nil
}
