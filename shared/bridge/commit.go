package bridge

import (
	"io"
	"sync"
)

// maxCommit is how many bytes wait to be written at most; it is also about the
// longest write.
const maxCommit = 256 << 10

// A committer gathers writes while one is under way, and then writes all that
// it has at once. yamux writes a frame's header and body apart, and every
// stream's on its own: on a WebSocket each would be a message.
type committer struct {
	w io.Writer

	mu      sync.Mutex
	changed sync.Cond // of mu
	pending []byte
	closed  bool
	err     error
}

func newCommitter(w io.Writer) *committer {
	c := &committer{w: w}
	c.changed.L = &c.mu
	go c.run()
	return c
}

// Write queues b. It waits while too much is queued; the error is that of an
// earlier write.
func (c *committer) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.pending) > 0 && len(c.pending)+len(b) > maxCommit && c.err == nil && !c.closed {
		c.changed.Wait()
	}
	if c.closed && c.err == nil {
		return 0, io.ErrClosedPipe
	}
	if c.err != nil {
		return 0, c.err
	}
	c.pending = append(c.pending, b...)
	c.changed.Broadcast()
	return len(b), nil
}

// run writes until close, or an error.
func (c *committer) run() {
	var batch []byte
	for {
		c.mu.Lock()
		for len(c.pending) == 0 && !c.closed {
			c.changed.Wait()
		}
		if len(c.pending) == 0 {
			c.mu.Unlock()
			return
		}
		batch, c.pending = c.pending, batch[:0]
		c.changed.Broadcast()
		c.mu.Unlock()
		_, err := c.w.Write(batch)
		if err != nil {
			c.mu.Lock()
			c.err = err
			c.changed.Broadcast()
			c.mu.Unlock()
			return
		}
	}
}

// close lets run end once it has written what is queued.
func (c *committer) close() {
	c.mu.Lock()
	c.closed = true
	c.changed.Broadcast()
	c.mu.Unlock()
}
