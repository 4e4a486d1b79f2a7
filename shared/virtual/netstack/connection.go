package netstack

import (
	"net/netip"

	"github.com/socketlab/socketlab/shared/socket"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

// Connections returns the ends of connections that the host has, those too whose
// sockets are closed, and its listeners. gVisor does not tell what is in the send
// queue, nor how many connections wait for accept.
func (st *Stack) Connections() []socket.Connection {
	st.mu.Lock()
	defer st.mu.Unlock()
	var all []socket.Connection
	second := make(map[stack.TransportEndpointID]bool)
	for _, registered := range st.ip.RegisteredEndpoints() {
		ep, ok := registered.(*tcp.Endpoint)
		if !ok {
			continue
		}
		info, ok := ep.Info().(*stack.TransportEndpointInfo)
		if !ok || states[tcp.EndpointState(ep.State())] == "" {
			continue // not yet, or no more
		}
		// gVisor that sends the FIN of LAST-ACK again goes on in FIN-WAIT-1, and
		// stays in FIN-WAIT-2 for a while where RFC 9293 has CLOSED.
		state := states[tcp.EndpointState(ep.State())]
		second[info.ID] = st.second[info.ID] || state == "CLOSE-WAIT" || state == "LAST-ACK"
		if second[info.ID] && state == "FIN-WAIT-2" {
			continue
		}
		c := socket.Connection{
			Local: netip.AddrPortFrom(addr(info.ID.LocalAddress), info.ID.LocalPort),
			Peer:  netip.AddrPortFrom(addr(info.ID.RemoteAddress), info.ID.RemotePort), Info: *infoOf(ep),
		}
		if second[info.ID] && state == "FIN-WAIT-1" {
			c.Info.State = "LAST-ACK"
		}
		if n, err := ep.GetSockOptInt(tcpip.ReceiveQueueSizeOption); err == nil {
			c.RecvQueue = n
		}
		all = append(all, c)
	}
	st.second = second
	return all
}
