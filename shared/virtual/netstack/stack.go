package netstack

import (
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

// A Stack is the TCP and IP of one host.
type Stack struct {
	ip    *stack.Stack
	nic   *nic
	clock link.Clock
	end   func() // of the clock

	mu        sync.Mutex
	closed    bool // its sockets are, and there will be no more
	socks     map[*sock]bool
	ephemeral uint16 // the last that was given
}

var _ virtual.StreamStack = (*Stack)(nil)

// theNIC is the number of a host's one network interface, which has its
// addresses and those of loopback: what a host sends to itself passes a link, too.
const theNIC = 1

// New starts the TCP of a host.
func New(c virtual.StreamConfig) (virtual.StreamStack, error) {
	clock, end := newClock(c.Clock)
	st := &Stack{clock: c.Clock, end: end, nic: &nic{send: c.Send}, socks: make(map[*sock]bool), ephemeral: lastEphemeral}
	st.ip = stack.New(stack.Options{
		Clock: clock,
		NetworkProtocols: []stack.NetworkProtocolFactory{
			ipv4.NewProtocolWithOptions(ipv4.Options{AllowExternalLoopbackTraffic: true}),
			ipv6.NewProtocolWithOptions(ipv6.Options{AllowExternalLoopbackTraffic: true}),
		},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol},
	})
	if err := st.configure(c.Addrs); err != nil {
		st.Close()
		return nil, err
	}
	return st, nil
}

// configure gives the host its addresses, and TCP the defaults of Linux.
func (st *Stack) configure(addrs []netip.Addr) error {
	nagle := tcpip.TCPDelayEnabled(true)
	if err := st.ip.SetTransportProtocolOption(tcp.ProtocolNumber, &nagle); err != nil {
		return fmt.Errorf("the default of TCP_NODELAY: %w", cause(err))
	}
	if err := st.ip.CreateNIC(theNIC, st.nic); err != nil {
		return fmt.Errorf("network interface: %w", cause(err))
	}
	families := make(map[tcpip.NetworkProtocolNumber]bool)
	for _, a := range append([]netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, addrs...) {
		p := protocol(a)
		families[p] = families[p] || !a.IsLoopback()
		at := tcpip.ProtocolAddress{Protocol: p, AddressWithPrefix: address(a).WithPrefix()}
		if err := st.ip.AddProtocolAddress(theNIC, at, stack.AddressProperties{}); err != nil {
			return fmt.Errorf("address %v: %w", a, cause(err))
		}
	}
	routes := []tcpip.Route{{Destination: header.IPv4LoopbackSubnet, NIC: theNIC}, {Destination: header.IPv6Loopback.WithPrefix().Subnet(), NIC: theNIC}}
	if families[ipv4.ProtocolNumber] {
		routes = append(routes, tcpip.Route{Destination: header.IPv4EmptySubnet, NIC: theNIC})
	}
	if families[ipv6.ProtocolNumber] {
		routes = append(routes, tcpip.Route{Destination: header.IPv6EmptySubnet, NIC: theNIC})
	}
	st.ip.SetRouteTable(routes)
	return nil
}

// Socket creates a stream socket of AF_INET or AF_INET6.
func (st *Stack) Socket(f socket.Family) (socket.Handle, error) {
	queue := new(waiter.Queue)
	p := ipv4.ProtocolNumber
	if f == socket.AF_INET6 {
		p = ipv6.ProtocolNumber
	}
	ep, err := st.ip.NewEndpoint(tcp.ProtocolNumber, p, queue)
	if err != nil {
		return nil, cause(err)
	}
	s, ok := st.adopt(f, ep, queue)
	if !ok {
		return nil, net.ErrClosed
	}
	return s, nil
}

// adopt makes a socket of an endpoint, which is closed if the host's sockets are.
func (st *Stack) adopt(f socket.Family, ep tcpip.Endpoint, queue *waiter.Queue) (*sock, bool) {
	s := &sock{stack: st, family: f, ep: ep, queue: queue}
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.closed {
		ep.Close()
		return nil, false
	}
	st.socks[s] = true
	s.entry.Init(s, waiter.AllEvents)
	queue.EventRegister(&s.entry)
	return s, true
}

// CloseSockets closes every socket. What they have sent still arrives.
func (st *Stack) CloseSockets() {
	st.mu.Lock()
	st.closed = true
	var all []*sock
	for s := range st.socks {
		all = append(all, s)
	}
	st.mu.Unlock()
	for _, s := range all {
		s.Close()
	}
}

// Close ends all connections at once, and every goroutine.
func (st *Stack) Close() {
	st.CloseSockets()
	st.ip.Close()
	st.ip.Wait()
	st.end()
}
