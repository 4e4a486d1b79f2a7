// Package servers runs the tutorials' servers, all at once. Each answers as its
// tutorial's program does, byte for byte, but stays up, and serves every
// client at the same time, so that no client can hold up another.
package servers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/trace"
)

// A Config says which servers to run, and where. Stack and Lessons are needed.
type Config struct {
	Stack   socket.Stack // Shutdown closes it
	Lessons []*lesson.Lesson
	Host    string // the address to bind; "" is 127.0.0.1, so that only this machine reaches them

	// MaxClients bounds how many stream clients are connected to all servers
	// together; 0 is no bound. It should be below the limit of descriptors:
	// then no server's clients, however many, shut out another's.
	MaxClients int

	Stdout func(*lesson.Lesson) io.Writer // what each server prints; nil discards it
	Log    func(text string)              // what the operator should know, a line at a time; nil discards it
	Trace  *trace.Recorder                // may be nil
}

// A Server is one of the group.
type Server struct {
	Lesson *lesson.Lesson
	Addr   socket.Addr // where it listens
	host   *lesson.Host

	mu      sync.Mutex // of sock: a datagram server may get another one
	sock    *socket.Socket
	clients int  // connected; of Group.mu
	full    bool // the last client was refused; of Group.mu
}

// Moved reports whether the tutorial's port was taken.
func (s *Server) Moved() bool { return s.Addr.Port != s.Lesson.Addr.Port }

// Protocol returns "tcp" or "udp".
func (s *Server) Protocol() string {
	if s.Lesson.Type == socket.SOCK_DGRAM {
		return "udp"
	}
	return "tcp"
}

// A Group is the servers that run.
type Group struct {
	config  Config
	servers []*Server
	mu      sync.Mutex     // of the servers' clients
	loops   sync.WaitGroup // accept and datagram loops
	clients sync.WaitGroup
	closing chan struct{}
	once    sync.Once
}

// Start binds all servers and begins to serve. A port that is taken is
// replaced by the next free one; any other failure ends them all.
func Start(c Config) (*Group, error) {
	if c.Host == "" {
		c.Host = "127.0.0.1"
	}
	if c.Log == nil {
		c.Log = func(string) {}
	}
	g := &Group{config: c, closing: make(chan struct{})}
	if err := g.bindAll(); err != nil {
		g.closeSockets()
		return nil, err
	}
	for _, s := range g.servers {
		g.loops.Add(1)
		go func() {
			defer g.loops.Done()
			if s.Lesson.Type == socket.SOCK_DGRAM {
				g.answer(s)
			} else {
				g.accept(s)
			}
		}()
	}
	return g, nil
}

// Servers returns the servers in the order of Config.Lessons.
func (g *Group) Servers() []*Server { return g.servers }

// Serving returns how many clients are connected.
func (g *Group) Serving() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, s := range g.servers {
		n += s.clients
	}
	return n
}

// accept serves the clients of a stream server, each in a goroutine.
func (g *Group) accept(s *Server) {
	const longest = time.Second
	pause := 5 * time.Millisecond
	for {
		conn, peer, err := s.sock.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // most likely there is no descriptor left: wait for clients to leave
			g.config.Log(fmt.Sprintf("%s: %v; trying again", s.Lesson.Name, err))
			if g.closed(pause) {
				return
			}
			pause = min(2*pause, longest)
			continue
		}
		pause = 5 * time.Millisecond
		if !g.admit(s) {
			conn.Close()
			continue
		}
		g.clients.Go(func() {
			defer g.left(s)
			defer conn.Close()
			s.host.Report(peer, s.Lesson.Serve(s.host, conn, peer))
		})
	}
}

// answer serves the peers of a datagram server. Serve closes its socket when it
// fails, so that there has to be another.
func (g *Group) answer(s *Server) {
	for {
		err := s.Lesson.Serve(s.host, s.sock, socket.Addr{})
		for err != nil {
			if g.closed(0) {
				return
			}
			g.config.Log(fmt.Sprintf("%s: %v; trying again", s.Lesson.Name, err))
			if g.closed(100 * time.Millisecond) {
				return
			}
			err = g.bind(s, s.Addr.Port)
		}
	}
}

// closed waits for the end of the group for as long as that, and tells whether
// it has come.
func (g *Group) closed(wait time.Duration) bool {
	select {
	case <-g.closing:
		return true
	default:
	}
	if wait == 0 {
		return false
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-g.closing:
		return true
	case <-t.C:
		return false
	}
}

// Shutdown takes no new clients and waits until those served have left, or
// ctx is done; then it closes them. It returns how many it closed.
func (g *Group) Shutdown(ctx context.Context) (cut int) {
	g.once.Do(func() { close(g.closing) })
	g.closeSockets()
	g.loops.Wait()
	left := make(chan struct{})
	go func() {
		g.clients.Wait()
		close(left)
	}()
	select {
	case <-left:
	case <-ctx.Done():
		cut = g.Serving()
	}
	g.config.Stack.Close()
	<-left
	return cut
}

func (g *Group) closeSockets() {
	for _, s := range g.servers {
		s.mu.Lock()
		if s.sock != nil {
			s.sock.Close()
		}
		s.mu.Unlock()
	}
}
