package netstack

import (
	"net"

	"github.com/socketlab/socketlab/shared/socket"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

// An endpoint is one of gVisor's, and who is told what happens to it.
type endpoint struct {
	tcpip.Endpoint
	queue *waiter.Queue
	entry waiter.Entry // in queue
}

// tell has a socket told what happens.
func (e *endpoint) tell(s *sock) {
	e.entry.Init(s, waiter.AllEvents)
	e.queue.EventRegister(&e.entry)
}

// leave closes the endpoint.
func (e *endpoint) leave() {
	e.queue.EventUnregister(&e.entry)
	e.Close()
}

// connected reports whether there was a connection once.
func (e *endpoint) connected() bool {
	var info tcpip.TCPInfoOption
	return e.GetSockOpt(&info) == nil && info.RTO != 0
}

// endpoint makes one.
func (st *Stack) endpoint(f socket.Family) (*endpoint, error) {
	queue, p := new(waiter.Queue), ipv4.ProtocolNumber
	if f == socket.AF_INET6 {
		p = ipv6.ProtocolNumber
	}
	ep, err := st.ip.NewEndpoint(tcp.ProtocolNumber, p, queue)
	return &endpoint{Endpoint: ep, queue: queue}, cause(err)
}

// Socket creates a stream socket of AF_INET or AF_INET6.
func (st *Stack) Socket(f socket.Family) (socket.Handle, error) {
	e, err := st.endpoint(f)
	if err != nil {
		return nil, err
	}
	s, ok := st.adopt(f, e)
	if !ok {
		return nil, net.ErrClosed
	}
	return s, nil
}

// adopt makes a socket of an endpoint, which is closed if the host's sockets are.
func (st *Stack) adopt(f socket.Family, e *endpoint) (*sock, bool) {
	s := &sock{stack: st, family: f}
	s.end.Store(e)
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.closed {
		e.Close()
		return nil, false
	}
	st.socks[s] = true
	e.tell(s)
	return s, true
}

func (s *sock) ep() *endpoint { return s.end.Load() }

// renew gives the socket another endpoint, with its options and the address that
// it was bound to: gVisor's connect once, Linux's sockets again after a refusal.
func (s *sock) renew() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed.Load() {
		return net.ErrClosed
	}
	e, err := s.stack.endpoint(s.family)
	if err != nil {
		return err
	}
	old := s.ep()
	at, _ := old.GetLocalAddress()
	old.leave()
	e.tell(s)
	s.end.Store(e)
	s.inherit(old)
	if s.bound.Load() {
		return s.bindTo(tcpip.FullAddress{Addr: at.Addr, Port: at.Port})
	}
	return nil
}

// inherit gives the socket the options of an endpoint: as Linux does, an accepted
// one those of its listener.
func (s *sock) inherit(from *endpoint) {
	to, of := s.ep().SocketOptions(), from.SocketOptions()
	for _, f := range flags {
		if on := f.get(of); on != f.get(to) {
			f.set(to, on)
		}
	}
	to.SetLinger(of.GetLinger())
	if size := of.GetSendBufferSize(); size != tcp.DefaultSendBufferSize { // else it grows
		to.SetSendBufferSize(size, true)
	}
	if size := of.GetReceiveBufferSize(); size != tcp.DefaultReceiveBufferSize {
		to.SetReceiveBufferSize(size, true)
	}
	var idle tcpip.KeepaliveIdleOption
	if from.GetSockOpt(&idle) == nil {
		s.ep().SetSockOpt(&idle)
	}
	var interval tcpip.KeepaliveIntervalOption
	if from.GetSockOpt(&interval) == nil {
		s.ep().SetSockOpt(&interval)
	}
	if count, err := from.GetSockOptInt(tcpip.KeepaliveCountOption); err == nil {
		s.ep().SetSockOptInt(tcpip.KeepaliveCountOption, count)
	}
}
