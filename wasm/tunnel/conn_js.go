package tunnel

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall/js"
)

// Status codes of RFC 6455, 7.4.1.
const (
	normal   = 1000
	silent   = 1005 // never sent: the peer closed and gave no code
	abnormal = 1006 // never sent: the connection was lost, or never there
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

// A Conn is an open WebSocket. Each Write is one binary message; Read streams
// over what arrives. Calls to JavaScript cost about a microsecond, those with a
// string more, and every object that crosses is garbage for both collectors: so
// names cross once, in newConn, and bytes in one copy a message.
type Conn struct {
	ws                 js.Value
	get, send, bytes   js.Value // Reflect.get, ws.send, Uint8Array
	data, buffered     js.Value // names of properties
	onMessage, onClose js.Func

	mu      sync.Mutex
	arrived *sync.Cond
	in      []byte // arrived, and not yet taken over by Read
	err     error  // why it ended
	done    chan struct{}

	reading sync.Mutex
	taken   []byte // what Read has taken over
	next    int    // of taken: the first that no Read has had

	room       *sync.Cond
	out, spare []byte
	sending    bool
	array      js.Value
	arraySize  int
	since      int // bytes sent since the browser's queue was looked at
}

var _ io.ReadWriteCloser = (*Conn)(nil)

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

// keep is how much memory each of the two buffers keeps for later.
const keep = 1 << 20

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
	if cap(c.taken) > keep {
		c.taken = nil
	}
	c.taken, c.in, c.next = c.in, c.taken[:0], 0
	return nil
}

// Err is why the connection has ended, as Read returns it; nil while it has not.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close closes the WebSocket; what was written is still sent. Read and Write
// that wait return net.ErrClosed.
func (c *Conn) Close() error {
	if c.end(net.ErrClosed) {
		c.ws.Call("close", normal)
	}
	return nil
}

// end records the first reason to end, and wakes everyone.
func (c *Conn) end(err error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false
	}
	c.err = err
	close(c.done)
	c.arrived.Broadcast()
	for _, name := range []string{"onmessage", "onclose"} {
		c.ws.Set(name, nil)
	}
	c.onMessage.Release()
	c.onClose.Release()
	return true
}

// message queues what a message brought. It is called by the browser, so it
// never waits: the mutex is free while no Go code runs.
func (c *Conn) message(event js.Value) {
	data := c.get.Invoke(event, c.data)
	if data.Type() == js.TypeString {
		if c.end(errors.New("the server sent a text message: it is no bridge")) {
			c.ws.Call("close", normal)
		}
		return
	}
	view := c.bytes.New(data)
	c.mu.Lock()
	defer c.mu.Unlock()
	start := len(c.in)
	c.in = append(c.in, make([]byte, view.Length())...)
	js.CopyBytesToGo(c.in[start:], view)
	c.arrived.Signal()
}

var errClosing = errors.New("x")
