package bridge

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A session is one client's sockets.
type session struct {
	stack     socket.Stack
	transport *transport
	times     times
	streams   sync.WaitGroup
	lookups   chan struct{} // has room for maxLookups

	mu      sync.Mutex
	open    map[uint32]*exported // by the id of its call stream
	sockets int                  // open, unclaimed, and being made
	tokens  map[[8]byte]*claim
	ended   bool
}

// A claim is an accepted connection that the client has not opened yet.
type claim struct {
	by     *exported // the listener
	handle socket.Handle
	expire *time.Timer
}

// reserve counts one more socket, if there may be one more.
func (s *session) reserve() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sockets >= maxSockets {
		return false
	}
	s.sockets++
	return true
}

func (s *session) release() {
	s.mu.Lock()
	s.sockets--
	s.mu.Unlock()
}

// drop closes a socket that was reserved for.
func (s *session) drop(h socket.Handle) {
	h.Close()
	s.release()
}

func (s *session) add(id uint32, x *exported) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false
	}
	s.open[id] = x
	return true
}

// find returns the socket with that call stream, or nil.
func (s *session) find(id uint32) *exported {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open[id]
}

func (s *session) remove(id uint32) {
	s.mu.Lock()
	delete(s.open, id)
	s.mu.Unlock()
}

// offer keeps a connection that a listener has accepted until the client opens it.
func (s *session) offer(by *exported, h socket.Handle) ([8]byte, error) {
	if !s.reserve() {
		h.Close()
		return [8]byte{}, tooManySockets()
	}
	var token [8]byte
	rand.Read(token[:]) // never fails
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		go s.drop(h)
		return token, socket.EBADF
	}
	within := s.times.claim
	if by.isClosed() {
		within = min(within, abandonedFor)
	}
	s.tokens[token] = &claim{by, h, time.AfterFunc(within, func() {
		if h, err := s.claim(token); err == nil {
			s.drop(h)
		}
	})}
	return token, nil
}

// abandonedFor is how long a client may take to open what a listener had accepted
// when it was closed: it may have closed that before it knew.
const abandonedFor = time.Second

// abandon gives the client little time to open what a listener that it has closed had
// accepted.
func (s *session) abandon(by *exported) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.tokens {
		if c.by == by {
			c.expire.Reset(min(s.times.claim, abandonedFor))
		}
	}
}

// claim takes what was offered, once.
func (s *session) claim(token [8]byte) (socket.Handle, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.tokens[token]
	if !ok {
		return nil, socket.EBADF
	}
	delete(s.tokens, token)
	c.expire.Stop()
	return c.handle, nil
}

// end closes everything and waits until it is closed.
func (s *session) end() {
	s.mu.Lock()
	s.ended = true
	for _, x := range s.open {
		go x.end() // it wakes x's calls
	}
	unclaimed := s.tokens
	s.tokens = nil
	s.mu.Unlock()
	for _, c := range unclaimed {
		c.expire.Stop()
		s.drop(c.handle)
	}
	s.streams.Wait()
}
