//go:build linux || darwin

package kernel

import (
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/sys/unix"
)

// A sock is one descriptor. The os.File puts it on the runtime's poller.
type sock struct {
	stack  *Stack
	family socket.Family
	typ    socket.Type
	file   *os.File
	raw    syscall.RawConn
	read   direction
	write  direction

	closing sync.Once
	closed  chan struct{}
}

var _ socket.Handle = (*sock)(nil)

func newSock(st *Stack, fd int, f socket.Family, t socket.Type) (*sock, error) {
	file := os.NewFile(uintptr(fd), f.String())
	raw, err := file.SyscallConn()
	if err != nil {
		file.Close()
		return nil, cause(err)
	}
	s := &sock{stack: st, family: f, typ: t, file: file, raw: raw, closed: make(chan struct{})}
	s.read.init(file.SetReadDeadline, raw.Read)
	s.write.init(file.SetWriteDeadline, raw.Write)
	return s, nil
}

// Do performs one call.
func (s *sock) Do(c *socket.Call) error {
	if !c.Op.Reads() && !c.Op.Writes() {
		return s.control(c)
	}
	if c.Timeout == 0 || c.Flags&socket.MSG_DONTWAIT != 0 {
		a := s.stack.attempts.Get().(*attempt)
		defer s.stack.attempts.Put(a)
		a.begin(s, c)
		return s.now(a)
	}
	if c.Op.Writes() {
		return s.write.wait(s, c)
	}
	return s.read.wait(s, c)
}

// now makes one attempt, beside any call that waits.
func (s *sock) now(a *attempt) error {
	if err := s.raw.Control(a.once); err != nil {
		return net.ErrClosed
	}
	return a.result()
}

// SetDeadline moves the deadlines, of calls that already wait too.
func (s *sock) SetDeadline(read, write *time.Time) error {
	if read != nil {
		if err := s.read.setDeadline(*read); err != nil {
			return cause(err)
		}
	}
	if write != nil {
		return cause(s.write.setDeadline(*write))
	}
	return nil
}

// Fileno returns the descriptor's number, or -1 once closed.
func (s *sock) Fileno() int {
	n := -1
	s.raw.Control(func(fd uintptr) { n = int(fd) })
	return n
}

// Close closes the descriptor; calls that wait on it return first.
func (s *sock) Close() error {
	var err error
	s.closing.Do(func() {
		close(s.closed)
		s.stack.forget(s)
		err = cause(s.file.Close())
	})
	return err
}

func (s *sock) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

// control performs a call that never waits.
func (s *sock) control(c *socket.Call) error {
	var err error
	if closed := s.raw.Control(func(fd uintptr) { err = s.perform(int(fd), c) }); closed != nil {
		return net.ErrClosed
	}
	return cause(err)
}

func (s *sock) perform(fd int, c *socket.Call) error {
	switch c.Op {
	case socket.OpBind:
		sa, err := toSockaddr(c.Addr)
		if err != nil {
			return err
		}
		return unix.Bind(fd, sa)
	case socket.OpListen:
		return unix.Listen(fd, c.Value)
	case socket.OpShutdown:
		return unix.Shutdown(fd, c.Value)
	case socket.OpGetSockName:
		sa, err := unix.Getsockname(fd)
		c.Addr = fromSockaddr(sa)
		return err
	case socket.OpGetPeerName:
		sa, err := unix.Getpeername(fd)
		c.Addr = fromSockaddr(sa)
		return err
	case socket.OpSetSockOpt:
		return setOption(fd, c.Option, c.Value)
	case socket.OpGetSockOpt:
		return getOption(fd, c)
	case socket.OpTCPInfo:
		info, err := tcpInfo(fd)
		c.Info = info
		return err
	}
	return socket.EOPNOTSUPP
}

// cause names a system error, as socket.Handle's errors are.
func cause(err error) error {
	switch err {
	case nil:
		return nil
	case syscall.EAGAIN:
		return socket.EAGAIN
	}
	return named(err)
}

func named(err error) error {
	var errno syscall.Errno
	switch {
	case !errors.As(err, &errno):
		return err
	case errno == unix.ENOTSUP:
		return socket.EOPNOTSUPP // one number on Linux, one meaning everywhere
	}
	if name := unix.ErrnoName(errno); name != "" {
		return socket.Errno(name)
	}
	return errno
}
