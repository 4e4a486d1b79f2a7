package netstack

import (
	"fmt"
	"net/netip"
	"sync"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/virtual"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
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

	second map[stack.TransportEndpointID]bool // the ends that close second, as far as was seen
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
	// With RACK (RFC 8985) gVisor forgets the FIN when it counts what is on its way,
	// and a FIN that is lost twice is never sent again. Without, it does RFC 6675.
	recovery := tcpip.TCPRecovery(0)
	if err := st.ip.SetTransportProtocolOption(tcp.ProtocolNumber, &recovery); err != nil {
		return fmt.Errorf("TCP recovery: %w", cause(err))
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
