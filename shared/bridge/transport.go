package bridge

import (
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/yamux"
)

// A transport is a session's connection and the streams on it. When the
// connection ends it wakes their readers before yamux learns of the end: while
// yamux v0.1.2 closes a session, a reader that still waits spins, and many of
// them keep the session from ever being closed.
type transport struct {
	io.ReadWriteCloser
	out    *committer
	budget *budget // of a server

	mu        sync.Mutex
	streams   map[*yamux.Stream]struct{}
	shrinking bool // soon
	ended     bool
	why       error // if it ended for being too much
}

// newTransport returns a server's transport, or a client's, which has no budget.
func newTransport(conn io.ReadWriteCloser, b *budget) *transport {
	return &transport{
		ReadWriteCloser: conn, out: newCommitter(conn, b != nil), budget: b,
		streams: make(map[*yamux.Stream]struct{}),
	}
}

func (t *transport) Read(b []byte) (int, error) {
	n, err := t.receive(b)
	if err != nil {
		t.end()
	}
	return n, err
}

func (t *transport) receive(b []byte) (int, error) {
	if t.budget == nil {
		return t.ReadWriteCloser.Read(b)
	}
	if err := t.budget.wait(); err != nil {
		return 0, t.refuse(err)
	}
	n, err := t.ReadWriteCloser.Read(b)
	if over := t.budget.read(b[:n]); over != nil {
		return 0, t.refuse(over)
	}
	return n, err
}

// refuse keeps why the connection is to end.
func (t *transport) refuse(why error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.why = why
	return why
}

// fail ends the connection because of what the client did.
func (t *transport) fail(why error) {
	t.refuse(why)
	t.Close()
}

// reason returns why the connection ended, if it was too much.
func (t *transport) reason() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.why
}

func (t *transport) Write(b []byte) (int, error) { return t.out.Write(b) }

// send writes to a stream.
func (t *transport) send(s *yamux.Stream, b []byte) (int, error) {
	t.out.senders.Add(1)
	defer t.out.senders.Add(-1)
	return s.Write(b)
}

// read reads from a stream.
func (t *transport) read(s *yamux.Stream, b []byte) (int, error) {
	n, err := s.Read(b)
	if n > 0 {
		if t.budget != nil {
			t.budget.take(s.StreamID(), n)
		}
		t.shrinkSoon()
	}
	return n, err
}

// shrinkSoon has the memory freed that yamux keeps for what streams receive: by
// itself it only grows.
func (t *transport) shrinkSoon() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.shrinking && !t.ended {
		t.shrinking = true
		time.AfterFunc(time.Second, t.shrink)
	}
}

func (t *transport) shrink() {
	t.mu.Lock()
	t.shrinking = false
	all := slices.Collect(maps.Keys(t.streams))
	t.mu.Unlock() // a stream that is in the middle of a frame makes us wait
	for _, s := range all {
		s.Shrink()
	}
}

func (t *transport) Close() error {
	t.end()
	t.out.close()
	return t.ReadWriteCloser.Close()
}

var past = time.Unix(1, 0)

// end makes every stream's reader fail, those that wait and those to come.
func (t *transport) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	if t.budget != nil {
		t.budget.end()
	}
	for s := range t.streams {
		s.SetReadDeadline(past)
	}
}

// over reports whether the connection has ended.
func (t *transport) over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended
}

// add is told of every stream before it is read.
func (t *transport) add(s *yamux.Stream) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.streams[s] = struct{}{}
	if t.ended {
		s.SetReadDeadline(past)
	}
}

// within gives a stream's reader a deadline; zero is none.
func (t *transport) within(s *yamux.Stream, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ended {
		s.SetReadDeadline(at)
	}
}

func (t *transport) remove(s *yamux.Stream) {
	t.mu.Lock()
	delete(t.streams, s)
	t.mu.Unlock()
	if t.budget != nil {
		t.budget.done(s.StreamID())
	}
}
