package netstack

import (
	"net/netip"
	"sync/atomic"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
)

// mtu is the longest IP packet that a host sends, in bytes: Ethernet's.
const mtu = 1500

// A nic is a host's network interface: what it sends goes to the network, and
// its checksums are computed and checked.
type nic struct {
	send       func(packet []byte, class string, src, dst netip.AddrPort)
	dispatcher atomic.Pointer[stack.NetworkDispatcher]
}

var _ stack.LinkEndpoint = (*nic)(nil)

// WritePackets sends segments. Of what else gVisor's IP has to say, such as
// which groups it is in, a network without routers needs nothing.
func (n *nic) WritePackets(list stack.PacketBufferList) (int, tcpip.Error) {
	for _, p := range list.AsSlice() {
		if p.TransportProtocolNumber != header.TCPProtocolNumber {
			continue
		}
		packet := make([]byte, 0, p.Size())
		for _, part := range p.AsSlices() {
			packet = append(packet, part...)
		}
		segment := header.TCP(p.TransportHeader().Slice())
		src, dst := addresses(p)
		n.send(packet, class(segment.Flags(), p.Data().Size()),
			netip.AddrPortFrom(src, segment.SourcePort()), netip.AddrPortFrom(dst, segment.DestinationPort()))
	}
	return list.Len(), nil
}

// addresses returns those of an IP packet.
func addresses(p *stack.PacketBuffer) (src, dst netip.Addr) {
	net := p.Network()
	return addr(net.SourceAddress()), addr(net.DestinationAddress())
}

// class returns what a segment is to TCP (RFC 9293, section 3.1).
func class(flags header.TCPFlags, payload int) string {
	has := func(f header.TCPFlags) bool { return flags&f != 0 }
	switch {
	case has(header.TCPFlagRst):
		return "RST"
	case has(header.TCPFlagSyn) && has(header.TCPFlagAck):
		return "SYN-ACK"
	case has(header.TCPFlagSyn):
		return "SYN"
	case has(header.TCPFlagFin):
		return "FIN"
	case payload > 0:
		return "data"
	}
	return "ack"
}

// Receive takes an IP packet that came for the host. One that was corrupted
// fails its checksums, and is dropped.
func (st *Stack) Receive(packet []byte) {
	d := st.nic.dispatcher.Load()
	if d == nil || len(packet) == 0 {
		return
	}
	p := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: buffer.MakeWithData(packet)})
	defer p.DecRef()
	switch header.IPVersion(packet) {
	case header.IPv4Version:
		(*d).DeliverNetworkPacket(header.IPv4ProtocolNumber, p)
	case header.IPv6Version:
		(*d).DeliverNetworkPacket(header.IPv6ProtocolNumber, p)
	}
}

// Attach takes whom packets are delivered to.
func (n *nic) Attach(d stack.NetworkDispatcher) {
	if d == nil {
		n.dispatcher.Store(nil)
		return
	}
	n.dispatcher.Store(&d)
}

// IsAttached reports whether packets are delivered.
func (n *nic) IsAttached() bool { return n.dispatcher.Load() != nil }

// The rest is about hardware, which there is none.

func (*nic) MTU() uint32                                  { return mtu }
func (*nic) SetMTU(uint32)                                {}
func (*nic) MaxHeaderLength() uint16                      { return 0 }
func (*nic) LinkAddress() tcpip.LinkAddress               { return "" }
func (*nic) SetLinkAddress(tcpip.LinkAddress)             {}
func (*nic) Capabilities() stack.LinkEndpointCapabilities { return 0 }
func (*nic) Wait()                                        {}
func (*nic) ARPHardwareType() header.ARPHardwareType      { return header.ARPHardwareNone }
func (*nic) AddHeader(*stack.PacketBuffer)                {}
func (*nic) ParseHeader(*stack.PacketBuffer) bool         { return true }
func (*nic) Close()                                       {}
func (*nic) SetOnCloseAction(func())                      {}
