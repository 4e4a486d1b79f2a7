package netstack

import (
	"github.com/socketlab/socketlab/shared/socket"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

// states gives states their names in RFC 9293, section 3.3.2. Those of gVisor's
// own are CLOSED to others.
var states = map[tcp.EndpointState]string{
	tcp.StateEstablished: "ESTABLISHED", tcp.StateSynSent: "SYN-SENT", tcp.StateSynRecv: "SYN-RECEIVED",
	tcp.StateFinWait1: "FIN-WAIT-1", tcp.StateFinWait2: "FIN-WAIT-2", tcp.StateTimeWait: "TIME-WAIT",
	tcp.StateCloseWait: "CLOSE-WAIT", tcp.StateLastAck: "LAST-ACK", tcp.StateListen: "LISTEN",
	tcp.StateClosing: "CLOSING",
}

// timestamps is what the option takes of each segment (RFC 7323), in bytes.
const timestamps = 12

// infoOf returns TCP_INFO. gVisor does not tell the segment size, but all hosts
// have the same network interface, and so agree on one.
func infoOf(ep tcpip.Endpoint) *socket.TCPInfo {
	info := &socket.TCPInfo{State: states[tcp.EndpointState(ep.State())]}
	if info.State == "" {
		info.State = "CLOSED"
	}
	var o tcpip.TCPInfoOption
	if ep.GetSockOpt(&o) != nil || o.RTO == 0 {
		return info // it never was connected
	}
	info.RTT, info.RTTVar, info.RTO = o.RTT, o.RTTVar, o.RTO
	info.SndCwnd, info.SndSsthresh = int(o.SndCwnd), int(o.SndSsthresh)
	info.SndMSS = mtu - header.IPv4MinimumSize - header.TCPMinimumSize - timestamps
	if a, _ := ep.GetLocalAddress(); a.Addr.Len() == header.IPv6AddressSize {
		info.SndMSS -= header.IPv6MinimumSize - header.IPv4MinimumSize
	}
	info.RcvMSS = info.SndMSS
	if stats, ok := ep.Stats().(*tcp.Stats); ok {
		info.TotalRetran = int(stats.SendErrors.Retransmits.Value())
	}
	return info
}
