package netstack

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

// A sock is a stream socket: an endpoint of gVisor's, and the calls that wait for
// it.
type sock struct {
	stack  *Stack
	family socket.Family
	end    atomic.Pointer[endpoint]
	bound  atomic.Bool // by bind
	noRecv atomic.Bool // by shutdown
	closed atomic.Bool
	read   line       // recv, accept
	write  line       // send, connect
	mu     sync.Mutex // orders Close and renew
}

var _ socket.Handle = (*sock)(nil)

// Now returns the network's time.
func (s *sock) Now() time.Time { return s.stack.clock.Now() }

// NotifyEvent has the calls look again that may go on. gVisor calls it with its
// own locks held.
func (s *sock) NotifyEvent(mask waiter.EventMask) {
	const both = waiter.EventErr | waiter.EventHUp
	if mask&(waiter.ReadableEvents|waiter.EventRdHUp|both) != 0 {
		s.read.wakeFirst()
	}
	if mask&(waiter.WritableEvents|both) != 0 {
		s.write.wakeFirst()
	}
}

// Do performs one call.
func (s *sock) Do(c *socket.Call) error {
	switch c.Op {
	case socket.OpRecv, socket.OpRecvFrom:
		return s.read.do(s.stack.clock, c, s.recv)
	case socket.OpSend, socket.OpSendTo:
		return partial(c, s.write.do(s.stack.clock, c, s.send))
	case socket.OpAccept:
		return s.read.do(s.stack.clock, c, s.accept)
	case socket.OpConnect:
		return s.write.do(s.stack.clock, c, s.connect)
	}
	if s.closed.Load() {
		return net.ErrClosed
	}
	switch c.Op {
	case socket.OpBind:
		return s.bind(c.Addr)
	case socket.OpListen:
		return s.listen(c.Value)
	case socket.OpShutdown:
		return s.shutdown(socket.How(c.Value))
	case socket.OpGetSockName:
		a, err := s.ep().GetLocalAddress()
		c.Addr = s.name(a)
		return cause(err)
	case socket.OpGetPeerName:
		a, err := s.ep().GetRemoteAddress()
		c.Addr = s.name(a)
		return cause(err)
	case socket.OpSetSockOpt:
		return s.setOption(c.Option, c.Value)
	case socket.OpGetSockOpt:
		return s.getOption(c)
	case socket.OpTCPInfo:
		c.Info = infoOf(s.ep())
		return nil
	}
	return socket.EOPNOTSUPP
}

// SetDeadline moves the deadlines, of calls that already wait too.
func (s *sock) SetDeadline(read, write *time.Time) error {
	if s.closed.Load() {
		return net.ErrClosed
	}
	if read != nil {
		s.read.change(func() { s.read.deadline = *read })
	}
	if write != nil {
		s.write.change(func() { s.write.deadline = *write })
	}
	return nil
}

// Close closes the socket; calls that wait return. It never waits: what is still
// to be sent is sent afterwards, however long SO_LINGER is, unless that is 0.
func (s *sock) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	s.stack.mu.Lock()
	delete(s.stack.socks, s)
	s.stack.mu.Unlock()
	for _, l := range []*line{&s.read, &s.write} {
		l.change(func() { l.closed = true })
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ep().leave()
	return nil
}

// listen makes the socket accept connections. As on Linux, one more than the
// backlog may wait.
func (s *sock) listen(backlog int) error {
	if s.state() == tcp.StateInitial {
		if err := s.bindTo(tcpip.FullAddress{}); err != nil {
			return err
		}
	}
	return cause(s.ep().Listen(min(backlog, socket.SOMAXCONN) + 1))
}

// shutdown ends directions. Linux's SHUT_RD tells the peer nothing, and what
// comes can still be received, unlike gVisor's.
func (s *sock) shutdown(how socket.How) error {
	if how < socket.SHUT_RD || how > socket.SHUT_RDWR {
		return socket.EINVAL
	}
	if s.state() == tcp.StateListen {
		return cause(s.ep().Shutdown(tcpip.ShutdownRead))
	}
	if _, err := s.ep().GetRemoteAddress(); err != nil && s.state() != tcp.StateSynSent {
		return cause(err)
	}
	if how != socket.SHUT_WR {
		s.noRecv.Store(true)
		s.read.wakeFirst()
	}
	if how == socket.SHUT_RD {
		return nil
	}
	return cause(s.ep().Shutdown(tcpip.ShutdownWrite))
}

func (s *sock) state() tcp.EndpointState { return tcp.EndpointState(s.ep().State()) }
