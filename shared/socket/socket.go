// Package socket is the BSD socket API over any network: the operating
// system's kernel, another machine's kernel reached through a bridge, or a
// virtual network. A network is a Stack; a Socket's methods have the names and
// the meaning of the system calls, with timeouts as Python's socket module
// has them.
//
// Programs that want package net's types instead of calls use Dial, Listen
// and ListenPacket, over the same Stacks.
//
// Calls that take an address look a host name up first; neither the socket's
// timeout nor Close bounds that. Use Addr.Resolve, which takes a context.
//
// A Socket's methods may be used by several goroutines at once. Errors are of
// type *Error; errors.Is matches syscall.ECONNREFUSED and the like,
// net.ErrClosed and os.ErrDeadlineExceeded.
package socket

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// A Socket is one end of a communication, as socket(2) returns it.
type Socket struct {
	stack   Stack
	handle  Handle
	family  Family
	typ     Type
	proto   int
	timeout atomic.Int64 // a time.Duration; NoTimeout if negative
	peer    atomic.Pointer[Addr]
}

// calls keeps Call values, which every method would otherwise allocate.
var calls = sync.Pool{New: func() any { return new(Call) }}

// New creates a socket, as socket(2) does. The protocol 0 is the usual one of
// the family and type.
func New(st Stack, f Family, t Type, proto int) (*Socket, error) {
	h, err := st.Socket(f, t, proto)
	if err != nil {
		return nil, opError(OpSocket, Addr{}, err)
	}
	return newSocket(st, h, f, t, proto), nil
}

func newSocket(st Stack, h Handle, f Family, t Type, proto int) *Socket {
	s := &Socket{stack: st, handle: h, family: f, typ: t, proto: proto}
	s.timeout.Store(int64(NoTimeout))
	return s
}

// Family, Type and Proto return what the socket was created with.
func (s *Socket) Family() Family { return s.family }
func (s *Socket) Type() Type     { return s.typ }
func (s *Socket) Proto() int     { return s.proto }

// Fileno returns the descriptor's number, or -1 where there is none: a closed
// socket, or a Stack that is not this process's kernel.
func (s *Socket) Fileno() int { return Fileno(s.handle) }

// Fileno returns the descriptor under h, or -1. A Handle with a descriptor, or
// around one that has, has a method Fileno() int.
func Fileno(h Handle) int {
	if f, ok := h.(interface{ Fileno() int }); ok {
		return f.Fileno()
	}
	return -1
}

// Now returns the time by which h's calls wait. A Handle of a network with a clock of
// its own, or around one, has a method Now() time.Time; for others it is time.Now.
func Now(h Handle) time.Time {
	if c, ok := h.(interface{ Now() time.Time }); ok {
		return c.Now()
	}
	return time.Now()
}

// call returns an empty Call with the socket's timeout; finish takes it back.
func (s *Socket) call(op Op) *Call {
	c := calls.Get().(*Call)
	c.Op, c.Timeout = op, s.GetTimeout()
	return c
}

func finish(c *Call) {
	*c = Call{}
	calls.Put(c)
}

// do performs a call and wraps its error.
func (s *Socket) do(c *Call) error {
	if err := s.handle.Do(c); err != nil {
		return opError(c.Op, s.about(c), err)
	}
	return nil
}

// about returns the address to name in an error of call c.
func (s *Socket) about(c *Call) Addr {
	if !c.Addr.IsZero() {
		return c.Addr
	}
	if peer := s.peer.Load(); peer != nil {
		return *peer
	}
	return Addr{}
}

// Bind gives the socket its own address, as bind(2) does. The host "" means
// all interfaces, and port 0 an ephemeral port.
// Errors: EADDRINUSE, EADDRNOTAVAIL, EACCES (a port below 1024), EINVAL (bound already).
func (s *Socket) Bind(addr Addr) error {
	to, err := addr.Resolve(context.Background(), s.stack, s.family)
	if err != nil {
		return opError(OpBind, addr, err)
	}
	c := s.call(OpBind)
	defer finish(c)
	c.Addr = to
	return s.do(c)
}

// Listen makes the socket accept connections, as listen(2) does. The backlog
// is how many connections may wait for Accept; 0 is allowed.
func (s *Socket) Listen(backlog int) error {
	c := s.call(OpListen)
	defer finish(c)
	c.Value = max(0, min(backlog, math.MaxInt32))
	return s.do(c)
}

// Accept waits for a connection and returns a new socket for it, with no
// timeout, and the peer's address, as accept(2) does.
func (s *Socket) Accept() (*Socket, Addr, error) {
	c := s.call(OpAccept)
	defer finish(c)
	if err := s.do(c); err != nil {
		return nil, Addr{}, err
	}
	conn, from := newSocket(s.stack, c.Accepted, s.family, s.typ, s.proto), c.Addr
	conn.peer.Store(&from)
	return conn, from, nil
}

// Connect connects to a peer, as connect(2) does. On a datagram socket it
// only sets the peer's address.
// Errors: ECONNREFUSED, ENETUNREACH, ETIMEDOUT, EISCONN, EINPROGRESS
// (non-blocking), os.ErrDeadlineExceeded (the socket's timeout).
func (s *Socket) Connect(addr Addr) error {
	to, err := addr.Resolve(context.Background(), s.stack, s.family)
	if err != nil {
		return opError(OpConnect, addr, err)
	}
	c := s.call(OpConnect)
	defer finish(c)
	c.Addr = to
	if err := s.do(c); err != nil {
		return err
	}
	s.peer.Store(&to)
	return nil
}

// ConnectEx is Connect, returning a system error as a value: "" for success,
// EAGAIN if the socket's timeout passed, as Python's connect_ex does. Other
// failures, such as an unknown host name, are an error.
func (s *Socket) ConnectEx(addr Addr) (Errno, error) {
	err := s.Connect(addr)
	if errno := ErrnoOf(err); errno != "" {
		return errno, nil
	}
	if e, ok := err.(*Error); ok && e.Timeout() {
		return EAGAIN, nil
	}
	return "", err
}

// Shutdown ends one or both directions, as shutdown(2) does. After SHUT_WR the
// peer receives what was sent and then the end of the stream.
func (s *Socket) Shutdown(how How) error {
	c := s.call(OpShutdown)
	defer finish(c)
	c.Value = int(how)
	return s.do(c)
}

// Close closes the socket, as close(2) does; calls that wait fail with
// net.ErrClosed. Closing twice is no error, as in Python.
func (s *Socket) Close() error {
	return opError(OpClose, s.about(&Call{}), s.handle.Close())
}

// GetSockName returns the socket's own address.
func (s *Socket) GetSockName() (Addr, error) {
	return s.name(OpGetSockName)
}

// GetPeerName returns the address of the connected peer, or ENOTCONN.
func (s *Socket) GetPeerName() (Addr, error) {
	return s.name(OpGetPeerName)
}

func (s *Socket) name(op Op) (Addr, error) {
	c := s.call(op)
	defer finish(c)
	err := s.do(c)
	return c.Addr, err
}

// SetTimeout sets how long a call may wait: NoTimeout (any negative value) for
// ever, which is the default; 0 not at all (EAGAIN, or EINPROGRESS from
// Connect); else a call that waits longer fails with os.ErrDeadlineExceeded.
// It holds for calls that start afterwards.
func (s *Socket) SetTimeout(d time.Duration) {
	s.timeout.Store(int64(max(d, NoTimeout)))
}

// GetTimeout returns the timeout: NoTimeout, 0, or a duration.
func (s *Socket) GetTimeout() time.Duration { return time.Duration(s.timeout.Load()) }

// SetBlocking(true) is SetTimeout(NoTimeout), SetBlocking(false) is SetTimeout(0).
func (s *Socket) SetBlocking(blocking bool) {
	if blocking {
		s.SetTimeout(NoTimeout)
	} else {
		s.SetTimeout(0)
	}
}
