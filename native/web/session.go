package web

import (
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// A session is one WebSocket, the sockets made for it, and what the operator
// wants to know of it.
type session struct {
	registry *registry
	number   int64
	kind     string // "bridge" or "run"
	remote   string
	since    time.Time

	in, out  atomic.Int64 // bytes received from the client and sent to it
	lastByte atomic.Int64 // when, in nanoseconds of Unix time
	sockets  atomic.Int64
	made     atomic.Int64 // sockets so far

	mu    sync.Mutex
	conn  closer // nil until the WebSocket is open
	code  int    // of the close frame, once the server has ended it
	ended string // why it has
}

// A closer is a WebSocket that can be told why it is closed.
type closer interface {
	CloseWith(code int, reason string) error
}

// attach gives the session its WebSocket, or, if it was ended before, closes
// that.
func (s *session) attach(c closer) bool {
	s.mu.Lock()
	s.conn = c
	code, ended := s.code, s.ended
	s.mu.Unlock()
	if ended == "" {
		return true
	}
	c.CloseWith(code, ended)
	return false
}

// close ends the session: its WebSocket is closed with that code and reason, as
// soon as there is one. The first reason counts.
func (s *session) close(code int, reason string) {
	s.mu.Lock()
	if s.ended == "" {
		s.code, s.ended = code, reason
	}
	conn := s.conn
	s.mu.Unlock()
	if conn != nil {
		conn.CloseWith(code, reason)
	}
}

// why returns why the session ended.
func (s *session) why() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended == "" {
		return "the client left"
	}
	return s.ended
}

func (s *session) received(n int) {
	s.in.Add(int64(n))
	s.lastByte.Store(time.Now().UnixNano())
}

func (s *session) sent(n int) {
	s.out.Add(int64(n))
	s.lastByte.Store(time.Now().UnixNano())
}

// counted counts what moves over a session's connection.
type counted struct {
	io.ReadWriteCloser
	session *session
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.ReadWriteCloser.Read(b)
	c.session.received(n)
	return n, err
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.ReadWriteCloser.Write(b)
	c.session.sent(n)
	return n, err
}
