package tunnel

import (
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"syscall/js"
)

// Codes that tunnel.js tells: of RFC 6455, 7.4.1, and its own.
const (
	textMessage = -1
	normal      = 1000
	silent      = 1005 // never sent: the peer closed and gave no code
	abnormal    = 1006 // never sent: the connection was lost, or never there
)

// A CloseError is why the server closed the connection. Code is of RFC 6455,
// section 7.4.1; 1006 is a connection that was lost.
type CloseError struct {
	Code   int
	Reason string
}

func (e *CloseError) Error() string {
	switch {
	case e.Code == abnormal:
		return "the connection to the server was lost (code 1006)"
	case e.Reason == "":
		return fmt.Sprintf("the server closed the connection (code %d)", e.Code)
	}
	return fmt.Sprintf("the server closed the connection: %s (code %d)", e.Reason, e.Code)
}

// A Conn is an open WebSocket. Its methods may be used by several goroutines at
// once.
type Conn struct {
	object          js.Value // a SocketlabTunnel of page/tunnel.js
	inbox, outbox   js.Value // its arrays
	queued          js.Value // its method waiting
	onWake, onState js.Func
	opened, done    chan struct{}

	mu      sync.Mutex
	arrived *sync.Cond // something in in, or the end
	written *sync.Cond // something in out, or the end
	room    *sync.Cond // in out and in the browser's queue, or the end
	in      []byte     // arrived, and not yet taken over by Read
	out     []byte     // written, and not yet sent
	since   int        // bytes sent since the browser's queue was looked at
	full    bool       // the browser's queue is
	err     error      // why it ended

	reading sync.Mutex
	taken   []byte // what Read has taken over
	next    int    // of taken: the first that no Read has had
}

var _ io.ReadWriteCloser = (*Conn)(nil)

// keep is how much memory a buffer keeps for later.
const keep = 1 << 20

// Read waits for bytes. What arrived before the end is read before the error,
// for good: io.EOF when the server closed regularly (code 1000, or none),
// net.ErrClosed after Close, else a *CloseError or what this side found wrong.
func (c *Conn) Read(b []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if c.next == len(c.taken) {
		if err := c.take(); err != nil {
			return 0, err
		}
	}
	n := copy(b, c.taken[c.next:])
	c.next += n
	return n, nil
}

// take waits for bytes and exchanges the two buffers.
func (c *Conn) take() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.in) == 0 && c.err == nil {
		c.arrived.Wait()
	}
	if len(c.in) == 0 {
		return c.err
	}
	c.taken, c.in, c.next = c.in, reuse(c.taken), 0
	return nil
}

// reuse returns the memory of b, empty, unless it has grown too large to keep.
func reuse(b []byte) []byte {
	if cap(b) > keep {
		return nil
	}
	return b[:0]
}

// wake takes the n bytes that arrived, or learns that there is room to send. The
// browser calls it, so it never waits: while no Go code runs, the mutex is free.
func (c *Conn) wake(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n == 0 {
		c.full = false
		c.room.Broadcast()
		return
	}
	start := len(c.in)
	c.in = slices.Grow(c.in, n)[:start+n]
	js.CopyBytesToGo(c.in[start:], c.inbox)
	c.arrived.Signal()
}

// Err is why the connection has ended, as Read returns it; nil while it has not.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close closes the WebSocket once what was written is sent. Read and Write that
// wait return net.ErrClosed.
func (c *Conn) Close() error {
	c.end(net.ErrClosed)
	return nil
}

// end records the first reason to end, and wakes everyone.
func (c *Conn) end(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return
	}
	if len(c.out) > 0 && err == net.ErrClosed {
		c.send(c.out)
	}
	c.err = err
	close(c.done)
	c.arrived.Broadcast()
	c.written.Broadcast()
	c.room.Broadcast()
	c.object.Call("close")
	c.onWake.Release()
	c.onState.Release()
}
