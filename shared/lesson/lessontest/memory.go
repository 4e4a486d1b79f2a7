package lessontest

import (
	"context"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A Network carries streams and datagrams of one host, 127.0.0.1, in memory:
// as much of a kernel as the lessons need. It blocks, times out, half-closes
// and resets; buffers have no end, and options are only stored.
type Network struct {
	mu      sync.Mutex
	changed chan struct{} // closed, and replaced, at each change
	bound   map[port]*sock
	next    int // ephemeral port
}

type port struct {
	typ    socket.Type
	number int
}

// NewNetwork returns a network with no sockets. Ephemeral ports start at 49152.
func NewNetwork() *Network {
	return &Network{changed: make(chan struct{}), bound: make(map[port]*sock), next: 49152}
}

// Stack returns a new process's view of the network.
func (n *Network) Stack() socket.Stack { return &stack{net: n} }

// wait waits until try is done. The caller holds n.mu, and while it waits does
// not. A negative timeout is none; 0 fails with EAGAIN.
func (n *Network) wait(timeout time.Duration, try func() (done bool, err error)) error {
	var expired <-chan time.Time
	if timeout > 0 {
		expired = time.After(timeout)
	}
	for late := false; ; {
		done, err := try()
		switch {
		case done:
			return err
		case late:
			return os.ErrDeadlineExceeded
		case timeout == 0:
			return socket.EAGAIN
		}
		changed := n.changed
		n.mu.Unlock()
		select {
		case <-changed:
		case <-expired:
			late = true
		}
		n.mu.Lock()
	}
}

func (n *Network) wake() {
	close(n.changed)
	n.changed = make(chan struct{})
}

// bind gives s a port, 0 for an ephemeral one.
func (n *Network) bind(s *sock, number int) error {
	if number == 0 {
		number = n.next // nobody binds up there
		n.next++
	}
	if n.bound[port{s.typ, number}] != nil {
		return socket.EADDRINUSE
	}
	n.bound[port{s.typ, number}] = s
	s.local = loopback(number)
	return nil
}

func loopback(number int) socket.Addr {
	return socket.Addr{IP: netip.AddrFrom4([4]byte{127, 0, 0, 1}), Port: number}
}

// stack is a process: closing it closes its sockets.
type stack struct {
	net    *Network
	socks  []*sock // guarded by net.mu
	closed bool
}

func (st *stack) Socket(_ socket.Family, t socket.Type, _ int) (socket.Handle, error) {
	st.net.mu.Lock()
	defer st.net.mu.Unlock()
	if st.closed {
		return nil, net.ErrClosed
	}
	return st.add(&sock{typ: t}), nil
}

func (st *stack) add(s *sock) *sock {
	s.net, s.stack = st.net, st
	st.socks = append(st.socks, s)
	return s
}

// Resolve knows no names; localhost needs none.
func (st *stack) Resolve(_ context.Context, host string) ([]netip.Addr, error) {
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func (st *stack) Close() error {
	st.net.mu.Lock()
	st.closed = true
	socks := st.socks
	st.net.mu.Unlock()
	for _, s := range socks {
		s.Close()
	}
	return nil
}
