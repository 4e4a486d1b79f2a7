package guard

import (
	"context"
	"net/netip"
	"slices"
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
	bound     atomic.Bool // to an address that was allowed; never undone
	listening bool        // of naming
	lingers   atomic.Bool // SO_LINGER has seconds

	closing sync.Once
}

var (
	_ socket.Handle  = (*handle)(nil)
	_ socket.Splicer = (*handle)(nil)
)

// options is what setsockopt(2) may set. One that is new to package socket is
// refused until it is known not to lead round the rules, as SO_BINDTODEVICE would.
var options = []socket.Option{
	socket.SO_REUSEADDR, socket.SO_REUSEPORT, socket.SO_RCVBUF, socket.SO_SNDBUF, socket.SO_KEEPALIVE,
	socket.SO_LINGER, socket.SO_ERROR, socket.SO_TYPE, socket.SO_BROADCAST, socket.TCP_NODELAY,
	socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.IPV6_V6ONLY, socket.IP_HDRINCL,
}

// Do performs a call that is allowed.
func (h *handle) Do(c *socket.Call) error {
	switch c.Op {
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
	if c.Addr.IP.IsValid() || c.Addr.Path != "" {
		if (h.family == socket.AF_UNIX) == c.Addr.IP.IsValid() {
			return socket.EAFNOSUPPORT
		}
		return nil
	}
	if c.Addr.IsZero() && c.Op != socket.OpBind {
		return socket.EDESTADDRREQ
	}
	to, err := c.Addr.Resolve(context.Background(), h.stack, h.family)
	if err == nil {
		c.Addr = to
	}
	return err
}

// reach performs connect and sendto.
func (h *handle) reach(c *socket.Call, op operation) error {
	if err := h.resolve(c); err != nil {
		return err
	}
	if err := h.stack.check(c.Op, op, c.Addr); err != nil {
		return err
	}
	if h.typ == socket.SOCK_DGRAM && h.family != socket.AF_UNIX && !h.bound.Load() {
		if err := h.anchor(c.Addr.IP); err != nil {
			return err
		}
	}
	return h.Handle.Do(c)
}

// anchor binds a UDP socket to loopback before it is used with loopback, if it
// may not be bound to all interfaces: to those the system would bind it, even
// where the call then fails.
func (h *handle) anchor(to netip.Addr) error {
	h.naming.Lock()
	defer h.naming.Unlock()
	p := plain(to)
	if h.bound.Load() || !p.IsLoopback() && !p.IsUnspecified() {
		return nil
	}
	if all, _ := h.stack.policy.ip(binding, h.wildcard(), 0); all {
		return nil
	}
	at := loopback4
	switch {
	case to.Is4In6():
		at = netip.AddrFrom16(loopback4.As16())
	case to.Is6():
		at = loopback6
	}
	err := h.Handle.Do(&socket.Call{Op: socket.OpBind, Addr: socket.Addr{IP: at}})
	if err != nil && !isErrno(err, socket.EINVAL) { // it has an address: was used elsewhere before
		return err
	}
	h.bound.Store(true)
	return nil
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

func (h *handle) setOption(c *socket.Call) error {
	if c.Option.Level() != 0 && !slices.Contains(options, c.Option) {
		return h.stack.refuse(c.Op, c.Option.String(), "", nil)
	}
	if c.Option == socket.SO_LINGER && c.Value > maxLinger {
		return h.stack.refuseLinger(c.Value)
	}
	err := h.Handle.Do(c)
	if err == nil && c.Option == socket.SO_LINGER {
		h.lingers.Store(c.Value > 0)
	}
	return err
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

// linger lets a socket linger if not too many do, and returns what to call when
// it is closed.
func (st *Stack) linger(h socket.Handle) func() {
	select {
	case st.lingering <- struct{}{}:
		return func() { <-st.lingering }
	default:
		h.Do(&socket.Call{Op: socket.OpSetSockOpt, Option: socket.SO_LINGER, Value: -1})
		return func() {}
	}
}
