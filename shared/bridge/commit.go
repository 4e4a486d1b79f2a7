package bridge

import (
	"io"
	"sync"
	"sync/atomic"
)

const (
	// maxCommit is how many bytes wait to be written at most; it is also about
	// the longest write.
	maxCommit = 256 << 10

	// maxDirect is how many bytes are written without the help of another
	// goroutine, which would cost more time than it saves.
	maxDirect = 4 << 10
)

// A committer gathers frames of yamux while a write is under way, and then
// writes all that it has at once. yamux writes a frame's header and body apart,
// and every stream's on its own: on a WebSocket each would be a message.
type committer struct {
	w       io.Writer
	server  bool
	senders atomic.Int32 // who is in yamux to send, or about to be
	frame   headers      // of what is written to it

	mu      sync.Mutex
	changed sync.Cond // of mu
	pending []byte
	spare   []byte // memory for it
	writing bool   // a write is under way
	closed  bool
	err     error
	room    room // a client's
}

func newCommitter(w io.Writer, server bool) *committer {
	c := &committer{w: w, server: server}
	c.changed.L = &c.mu
	go c.run()
	return c
}

// Write queues b, of one goroutine at a time; the error is that of an earlier
// write. A server's writes a small frame of data at once that nobody else is about
// to add to.
func (c *committer) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.server && c.frame.whole() && len(c.pending) > 0 && len(c.pending)+len(b) > maxCommit && c.open() {
		c.changed.Wait()
	}
	switch {
	case c.err != nil:
		return 0, c.err
	case c.closed:
		return 0, io.ErrClosedPipe
	}
	c.pending = append(c.pending, b...)
	c.frame.add(b)
	switch {
	case !c.frame.whole(): // its body comes next
	case c.server && c.frame.data() && !c.writing && len(c.pending) <= maxDirect && c.senders.Load() <= 1:
		c.flush()
		if c.closed || c.err != nil {
			c.changed.Broadcast()
		}
	default:
		c.changed.Broadcast()
	}
	return len(b), nil
}

func (c *committer) open() bool { return !c.closed && c.err == nil }

// flush writes what is pending. c.mu is held, but not while it writes.
func (c *committer) flush() {
	batch := c.pending
	c.pending, c.spare, c.writing = c.spare[:0], nil, true
	c.admit()
	c.mu.Unlock()
	_, err := c.w.Write(batch)
	c.mu.Lock()
	c.writing = false
	if cap(batch) <= 2*maxCommit {
		c.spare = batch
	}
	if err != nil {
		c.err = err
		c.admit()
	}
}

// run writes what is queued until close, or an error.
func (c *committer) run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		switch {
		case c.err != nil:
			return
		case c.writing, !c.frame.whole() && !c.closed:
			c.changed.Wait()
		case len(c.pending) > 0:
			c.flush()
			c.changed.Broadcast()
		case c.closed:
			return
		default:
			c.changed.Wait()
		}
	}
}

// close lets run end once it has written what is queued.
func (c *committer) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.admit()
	c.changed.Broadcast()
}
