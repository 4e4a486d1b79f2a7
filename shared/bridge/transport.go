package bridge

import (
	"io"
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
	out *committer

	mu      sync.Mutex
	streams map[*yamux.Stream]struct{}
	ended   bool
}

func newTransport(conn io.ReadWriteCloser) *transport {
	return &transport{ReadWriteCloser: conn, out: newCommitter(conn), streams: make(map[*yamux.Stream]struct{})}
}

func (t *transport) Read(b []byte) (int, error) {
	n, err := t.ReadWriteCloser.Read(b)
	if err != nil {
		t.end()
	}
	return n, err
}

func (t *transport) Write(b []byte) (int, error) { return t.out.Write(b) }

// send writes to a stream.
func (t *transport) send(s *yamux.Stream, b []byte) (int, error) {
	t.out.senders.Add(1)
	defer t.out.senders.Add(-1)
	return s.Write(b)
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

func (t *transport) remove(s *yamux.Stream) {
	t.mu.Lock()
	delete(t.streams, s)
	t.mu.Unlock()
}
