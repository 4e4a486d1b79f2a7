package guard

import (
	"context"
	"net/netip"
	"sync"
	"sync/atomic"

	"github.com/socketlab/socketlab/shared/socket"
)

// A handle is a guarded socket. Calls without an address go straight through.
type handle struct {
	socket.Handle
	stack  *Stack
	family socket.Family
	typ    socket.Type

	naming    sync.Mutex  // held while the socket gets an address, and by listen
	bound     atomic.Bool // or about to be, as is allowed; never undone
	listening bool        // of naming
	lingers   atomic.Bool // SO_LINGER has seconds

	closing sync.Once
}

var (
	_ socket.Handle  = (*handle)(nil)
	_ socket.Splicer = (*handle)(nil)
)

// Do performs a call that is allowed.
func (h *handle) Do(c *socket.Call) error {
	switch c.Op {
	case socket.OpSend: // even without a peer it gives the socket an address
		if err := h.anchor(h.wildcard()); err != nil {
			return err
		}
	case socket.OpConnect:
		return h.reach(c, connecting)
	case socket.OpSendTo:
		return h.reach(c, sending)
	case socket.OpBind:
		return h.bind(c)
	case socket.OpListen:
		return h.listen(c)
	case socket.OpAccept:
		return h.accept(c)
	case socket.OpSetSockOpt:
		return h.setOption(c)
	}
	return h.Handle.Do(c)
}

// resolve makes the address of a call one that can be checked. It is one
// already, unless the caller is not package socket.
func (h *handle) resolve(c *socket.Call) error {
	a := &c.Addr
	if a.IsZero() && c.Op != socket.OpBind {
		return socket.EDESTADDRREQ
	}
	if !a.IP.IsValid() && a.Path == "" {
		to, err := a.Resolve(context.Background(), h.stack, h.family)
		if err != nil {
			return err
		}
		*a = to
	}
	fits := a.Path != "" && !a.IP.IsValid()
	if h.family != socket.AF_UNIX {
		fits = a.Path == "" && a.IP.Is4() == (h.family == socket.AF_INET)
	}
	if !fits {
		return socket.EAFNOSUPPORT
	}
	return nil
}

// reach performs connect and sendto.
func (h *handle) reach(c *socket.Call, op operation) error {
	if err := h.resolve(c); err != nil {
		return err
	}
	if err := h.stack.check(c.Op, op, c.Addr); err != nil {
		return err
	}
	if err := h.anchor(c.Addr.IP); err != nil {
		return err
	}
	if plain(c.Addr.IP).IsUnspecified() {
		c.Addr.IP = loopbackLike(c.Addr.IP) // to the system it is the socket's own address
	}
	return h.Handle.Do(c)
}

// loopbackLike returns the loopback address of the kind that an address is of.
func loopbackLike(to netip.Addr) netip.Addr {
	switch {
	case to.Is4():
		return loopback4
	case to.Is4In6():
		return netip.AddrFrom16(loopback4.As16())
	}
	return loopback6
}

// anchor sees to the address of a UDP socket that has none. Before it is used
// with loopback it is bound there, if it may not be bound to all interfaces: to
// those the system would bind it, even where the call then fails.
func (h *handle) anchor(to netip.Addr) error {
	if h.typ != socket.SOCK_DGRAM || h.family == socket.AF_UNIX || h.bound.Load() {
		return nil
	}
	h.naming.Lock()
	defer h.naming.Unlock()
	if h.bound.Load() {
		return nil
	}
	all, _ := h.stack.policy.ip(binding, h.wildcard(), 0)
	if p := plain(to); !all && (p.IsLoopback() || p.IsUnspecified()) {
		if err := h.bindLoopback(to); err != nil {
			return err
		}
	}
	h.bound.Store(true)
	return nil
}

// bindLoopback binds to the loopback address of the kind that to is of.
func (h *handle) bindLoopback(to netip.Addr) error {
	return h.Handle.Do(&socket.Call{Op: socket.OpBind, Addr: socket.Addr{IP: loopbackLike(to)}})
}

func (h *handle) wildcard() netip.Addr {
	if h.family == socket.AF_INET6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}

func (h *handle) bind(c *socket.Call) error {
	if err := h.resolve(c); err != nil {
		return err
	}
	if err := h.stack.check(c.Op, binding, c.Addr); err != nil {
		return err
	}
	h.naming.Lock()
	defer h.naming.Unlock()
	err := h.Handle.Do(c)
	if err == nil {
		h.bound.Store(true)
	}
	return err
}

// listen listens where the socket was bound, or else on all interfaces.
func (h *handle) listen(c *socket.Call) error {
	if h.typ == socket.SOCK_DGRAM {
		return h.Handle.Do(c) // fails
	}
	h.naming.Lock()
	defer h.naming.Unlock()
	if h.family != socket.AF_UNIX && !h.bound.Load() {
		if err := h.stack.check(c.Op, binding, socket.Addr{IP: h.wildcard()}); err != nil {
			return err
		}
	}
	if h.listening { // the backlog changes
		return h.Handle.Do(c)
	}
	if !take(&h.stack.listeners, h.stack.quota.Listeners) {
		return h.stack.noListener()
	}
	err := h.Handle.Do(c)
	if err != nil {
		h.stack.listeners.Add(-1)
	}
	h.listening = err == nil
	return err
}

func (h *handle) accept(c *socket.Call) error {
	if err := h.Handle.Do(c); err != nil {
		return err
	}
	st := h.stack
	if !take(&st.sockets, st.quota.Sockets) {
		c.Accepted.Close()
		c.Accepted, c.Addr = nil, socket.Addr{}
		return st.noSocket(c.Op)
	}
	conn := &handle{Handle: c.Accepted, stack: st, family: h.family, typ: h.typ}
	conn.bound.Store(true)
	conn.lingers.Store(h.lingers.Load()) // as Linux has it
	c.Accepted = conn
	return nil
}

// Splice lets the bytes move on their own, if the inner socket's can.
func (h *handle) Splice() {
	if s, ok := h.Handle.(socket.Splicer); ok {
		s.Splice()
	}
}

// Fileno returns the descriptor's number, or -1.
func (h *handle) Fileno() int { return socket.Fileno(h.Handle) }

// Close closes the socket. Twice is no error.
func (h *handle) Close() error {
	var err error
	h.closing.Do(func() {
		if h.lingers.Load() {
			defer h.stack.linger(h.Handle)()
		}
		err = h.Handle.Close()
		h.stack.sockets.Add(-1)
		h.naming.Lock()
		defer h.naming.Unlock()
		if h.listening {
			h.stack.listeners.Add(-1)
		}
	})
	return err
}
