package netstack

import (
	"net/netip"

	"github.com/socketlab/socketlab/shared/socket"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
)

// protocol returns the version of IP that an address is of.
func protocol(a netip.Addr) tcpip.NetworkProtocolNumber {
	if a.Is4() {
		return ipv4.ProtocolNumber
	}
	return ipv6.ProtocolNumber
}

// address returns an address as gVisor has it.
func address(a netip.Addr) tcpip.Address {
	if a.Is4() {
		return tcpip.AddrFrom4(a.As4())
	}
	return tcpip.AddrFrom16(a.As16())
}

// addr returns an address of gVisor's; it is invalid for none.
func addr(a tcpip.Address) netip.Addr {
	ip, _ := netip.AddrFromSlice(a.AsSlice())
	return ip
}

// full returns a socket's address as gVisor has it. All addresses of the host
// are no address there.
func full(a socket.Addr) tcpip.FullAddress {
	to := tcpip.FullAddress{Port: uint16(a.Port)}
	if !a.IP.IsUnspecified() {
		to.Addr = address(a.IP.WithZone(""))
	}
	return to
}

// name returns an address of gVisor's as the socket's family has it.
func (s *sock) name(a tcpip.FullAddress) socket.Addr {
	ip := addr(a.Addr)
	switch {
	case !ip.IsValid() && s.family == socket.AF_INET:
		ip = netip.IPv4Unspecified()
	case !ip.IsValid():
		ip = netip.IPv6Unspecified()
	case s.family == socket.AF_INET6 && ip.Is4():
		ip = netip.AddrFrom16(ip.As16())
	}
	return socket.Addr{IP: ip, Port: int(a.Port)}
}

// takes reports whether an address is of the socket's family.
func (s *sock) takes(ip netip.Addr) bool {
	return ip.IsValid() && ip.Is4() == (s.family == socket.AF_INET)
}
