package netstack

import (
	"net/netip"
	"sync/atomic"

	"github.com/socketlab/socketlab/shared/segment"
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
		tcp, net := header.TCP(p.TransportHeader().Slice()), p.Network()
		payload := packet[len(packet)-p.Data().Size():]
		n.send(packet, class(tcp.Flags(), payload),
			netip.AddrPortFrom(addr(net.SourceAddress()), tcp.SourcePort()),
			netip.AddrPortFrom(addr(net.DestinationAddress()), tcp.DestinationPort()))
	}
	return list.Len(), nil
}

// class returns what a segment is to TCP.
func class(flags header.TCPFlags, payload []byte) string {
	s := segment.Segment{Flags: segment.Flags(flags), Payload: payload}
	return s.Class()
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
