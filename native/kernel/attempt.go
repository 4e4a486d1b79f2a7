//go:build linux || darwin

package kernel

import (
	"syscall"

	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/sys/unix"
)

// An attempt is one call that may have to be tried several times. It is used
// again and again, with the functions that the poller takes, so that a call
// allocates nothing.
type attempt struct {
	sock    *sock
	call    *socket.Call
	started bool // connect: the handshake is under way
	err     error
	io      message

	try  func(fd uintptr) bool // reports whether the call is over
	once func(fd uintptr)
}

func newAttempt() *attempt {
	a := new(attempt)
	a.try = func(fd uintptr) bool { return a.step(int(fd)) }
	a.once = func(fd uintptr) { a.step(int(fd)) }
	return a
}

func (a *attempt) begin(s *sock, c *socket.Call) {
	a.sock, a.call, a.started, a.err = s, c, false, nil
}

// step makes one attempt and reports whether the call is over.
func (a *attempt) step(fd int) bool {
	c := a.call
	switch c.Op {
	case socket.OpSend, socket.OpSendTo:
		return a.send(fd)
	case socket.OpConnect:
		return a.connect(fd)
	case socket.OpAccept:
		a.err = a.accept(fd)
	case socket.OpRecv, socket.OpRecvFrom:
		flags, err := systemFlags(c.Flags)
		if err != nil {
			a.err = err
			return true
		}
		a.err = a.io.receive(fd, c, flags, a.sock.typ)
	}
	return a.err != syscall.EAGAIN || a.unpollable()
}

// send queues what there is room for. A blocking stream is done once all is
// queued, any other socket once something is.
func (a *attempt) send(fd int) bool {
	c := a.call
	flags, err := systemFlags(c.Flags)
	if err != nil {
		a.err = err
		return true
	}
	for {
		n, err := a.io.send(fd, c, c.Buf[c.N:], flags)
		a.err = err
		if err == syscall.EAGAIN {
			return a.unpollable()
		}
		if err != nil {
			return true
		}
		c.N += n
		if c.N >= len(c.Buf) || a.sock.typ != socket.SOCK_STREAM || c.Timeout >= 0 {
			return true
		}
	}
}

// connect starts the handshake, and when the poller wakes it, asks how it went:
// for an error, and then by connecting again, which also tells the kernel that
// we know, so that a later connect(2) fails with EISCONN.
func (a *attempt) connect(fd int) bool {
	sa, err := toSockaddr(a.call.Addr)
	if err != nil {
		a.err = err
		return true
	}
	if a.started {
		number, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
		if err == nil && number != 0 {
			err = syscall.Errno(number)
		}
		if err != nil {
			// Linux's next connect would only say ECONNABORTED; after it the
			// socket may be used again, as if it had blocked in connect(2).
			ignoringEINTR(func() error { return unix.Connect(fd, sa) })
			a.err = err
			return true
		}
	}
	a.err = ignoringEINTR(func() error { return unix.Connect(fd, sa) })
	switch {
	case a.err == syscall.EINPROGRESS, a.err == syscall.EALREADY && a.call.Timeout != 0:
		a.started = true
		return false
	case a.err == syscall.EISCONN && a.started:
		a.err = nil
	}
	return true
}

func (a *attempt) accept(fd int) error {
	var conn int
	var from unix.Sockaddr
	err := ignoringEINTR(func() (err error) {
		conn, from, err = acceptDescriptor(fd)
		return err
	})
	if err != nil {
		return err
	}
	s, err := a.sock.stack.adopt(conn, a.sock.family, a.sock.typ)
	if err != nil {
		return err
	}
	a.call.Accepted, a.call.Addr = s, fromSockaddr(from)
	return nil
}

// unpollable reports that the call has to wait for something that the poller
// does not tell: room at an AF_UNIX peer.
func (a *attempt) unpollable() bool {
	return a.err == syscall.EAGAIN && a.sock.family == socket.AF_UNIX && a.call.Op.Writes() &&
		(a.call.Op == socket.OpConnect || a.sock.typ == socket.SOCK_DGRAM)
}

// result returns the outcome of the last attempt.
func (a *attempt) result() error {
	if a.err == syscall.EAGAIN && a.call.N > 0 {
		return nil // a partial send is a success
	}
	return cause(a.err)
}

func ignoringEINTR(f func() error) error {
	for {
		if err := f(); err != syscall.EINTR {
			return err
		}
	}
}
