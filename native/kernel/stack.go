//go:build linux || darwin

// Package kernel is the socket.Stack of the operating system: real descriptors,
// of this process.
//
// Descriptors are always non-blocking and wait on the Go runtime's poller
// (epoll, kqueue), so a socket that waits costs a goroutine and no thread.
// Timeouts and deadlines are kept by the poller too. Linux and macOS.
package kernel

import (
	"context"
	"net"
	"net/netip"
	"sync"

	"github.com/socketlab/socketlab/shared/socket"
)

// A Stack is this process's view of the operating system's network. Closing
// it closes the sockets made through it and no others.
type Stack struct {
	mu     sync.Mutex
	open   map[*sock]struct{}
	closed bool

	attempts sync.Pool // of *attempt, for calls that do not wait
}

var _ socket.Stack = (*Stack)(nil)

// New returns a Stack with no sockets yet.
func New() *Stack {
	return &Stack{
		open:     make(map[*sock]struct{}),
		attempts: sync.Pool{New: func() any { return newAttempt() }},
	}
}

// Socket creates a socket: socket(2), non-blocking and closed on exec.
func (st *Stack) Socket(f socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	family, ok := families[f]
	if !ok {
		return nil, socket.EAFNOSUPPORT
	}
	typ, ok := types[t]
	if !ok {
		return nil, socket.ESOCKTNOSUPPORT
	}
	fd, err := newDescriptor(family, typ, proto)
	if err != nil {
		return nil, cause(err)
	}
	return st.adopt(fd, f, t)
}

// adopt puts a new descriptor under the Stack's care.
func (st *Stack) adopt(fd int, f socket.Family, t socket.Type) (*sock, error) {
	s, err := newSock(st, fd, f, t)
	if err != nil {
		return nil, err
	}
	st.mu.Lock()
	closed := st.closed
	if !closed {
		st.open[s] = struct{}{}
	}
	st.mu.Unlock()
	if closed {
		s.Close()
		return nil, net.ErrClosed
	}
	return s, nil
}

func (st *Stack) forget(s *sock) {
	st.mu.Lock()
	delete(st.open, s)
	st.mu.Unlock()
}

// Resolve asks the system's resolver: the hosts file, then DNS.
func (st *Stack) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	for i := range ips {
		ips[i] = ips[i].Unmap()
	}
	return ips, err
}

// Close closes every socket. Later calls fail with net.ErrClosed.
func (st *Stack) Close() error {
	st.mu.Lock()
	st.closed = true
	var all []*sock
	for s := range st.open {
		all = append(all, s)
	}
	st.mu.Unlock()
	for _, s := range all {
		s.Close()
	}
	return nil
}
