package lesson

import (
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A watch is a role's Stack, observed from under the trace: where a server can
// be reached, and whether it only waits for the next client.
type watch struct {
	socket.Stack
	ready   chan struct{} // closed once a socket listens, or a datagram socket is bound
	changed chan struct{} // has an element after a change

	mu        sync.Mutex
	addr      socket.Addr // of the first such socket
	connected int         // connections made by connect
	accepted  int         // connections returned by accept
	live      int         // of those, not yet closed
	waiting   int         // calls in accept, or in recvfrom on a datagram socket
	closed    bool
}

func newWatch(st socket.Stack) *watch {
	return &watch{Stack: st, ready: make(chan struct{}), changed: make(chan struct{}, 1)}
}

func (w *watch) Socket(f socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	h, err := w.Stack.Socket(f, t, proto)
	if err != nil {
		return nil, err
	}
	return &watched{Handle: h, w: w, typ: t}, nil
}

// Close closes the Stack, once.
func (w *watch) Close() error {
	w.mu.Lock()
	closed := w.closed
	w.closed = true
	w.mu.Unlock()
	if closed {
		return nil
	}
	return w.Stack.Close()
}

func (w *watch) change(f func()) {
	w.mu.Lock()
	f()
	w.mu.Unlock()
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// idle reports whether the server has accepted this many clients, is done with
// each, and waits for the next.
func (w *watch) idle(clients int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.waiting > 0 && w.live == 0 && w.accepted >= clients
}

// connections returns how many connections the role has made.
func (w *watch) connections() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.connected
}

// watched is a socket of a watch.
type watched struct {
	socket.Handle
	w        *watch
	typ      socket.Type
	accepted bool
	closing  sync.Once
}

func (h *watched) Fileno() int { return socket.Fileno(h.Handle) }

// Now is the handle's.
func (h *watched) Now() time.Time { return socket.Now(h.Handle) }

func (h *watched) Do(c *socket.Call) error {
	datagrams := h.typ == socket.SOCK_DGRAM
	waits := c.Op == socket.OpAccept || c.Op == socket.OpRecvFrom && datagrams
	if waits {
		h.w.change(func() { h.w.waiting++ })
	}
	err := h.Handle.Do(c)
	h.w.change(func() {
		if waits {
			h.w.waiting--
		}
		switch {
		case err != nil:
		case c.Op == socket.OpAccept:
			c.Accepted = &watched{Handle: c.Accepted, w: h.w, typ: h.typ, accepted: true}
			h.w.accepted++
			h.w.live++
		case c.Op == socket.OpConnect && !datagrams:
			h.w.connected++
		case c.Op == socket.OpListen || c.Op == socket.OpBind && datagrams:
			h.isReady()
		}
	})
	return err
}

// isReady notes the address that the system gave the socket.
func (h *watched) isReady() {
	name := socket.Call{Op: socket.OpGetSockName, Timeout: socket.NoTimeout}
	if !h.w.addr.IsZero() || h.Handle.Do(&name) != nil {
		return
	}
	h.w.addr = name.Addr
	close(h.w.ready)
}

func (h *watched) Close() error {
	err := h.Handle.Close()
	h.closing.Do(func() {
		if h.accepted {
			h.w.change(func() { h.w.live-- })
		}
	})
	return err
}
