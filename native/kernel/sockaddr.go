//go:build linux || darwin

package kernel

import (
	"net"
	"net/netip"
	"strconv"

	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/sys/unix"
)

var families = map[socket.Family]int{
	socket.AF_INET: unix.AF_INET, socket.AF_INET6: unix.AF_INET6, socket.AF_UNIX: unix.AF_UNIX,
}

var types = map[socket.Type]int{
	socket.SOCK_STREAM: unix.SOCK_STREAM, socket.SOCK_DGRAM: unix.SOCK_DGRAM,
	socket.SOCK_RAW: unix.SOCK_RAW, socket.SOCK_RDM: unix.SOCK_RDM,
	socket.SOCK_SEQPACKET: unix.SOCK_SEQPACKET,
}

// maxPath is the longest AF_UNIX path: sun_path less its closing NUL.
const maxPath = len(unix.RawSockaddrUnix{}.Path) - 1

func toSockaddr(a socket.Addr) (unix.Sockaddr, error) {
	switch {
	case len(a.Path) > maxPath:
		return nil, socket.ENAMETOOLONG
	case a.Path != "":
		return &unix.SockaddrUnix{Name: a.Path}, nil
	case a.IP.Is4():
		return &unix.SockaddrInet4{Port: a.Port, Addr: a.IP.As4()}, nil
	case a.IP.Is6():
		zone, err := scope(a.IP.Zone())
		return &unix.SockaddrInet6{Port: a.Port, Addr: a.IP.As16(), ZoneId: zone}, err
	}
	return nil, socket.EDESTADDRREQ
}

func fromSockaddr(sa unix.Sockaddr) socket.Addr {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return socket.Addr{IP: netip.AddrFrom4(sa.Addr), Port: sa.Port}
	case *unix.SockaddrInet6:
		return socket.Addr{IP: zoned(sa.Addr, sa.ZoneId), Port: sa.Port}
	case *unix.SockaddrUnix:
		if sa.Name == "@" { // x/sys takes no name for an abstract one
			return socket.Addr{}
		}
		return socket.Unix(sa.Name)
	}
	return socket.Addr{}
}

// scope returns the index of an IPv6 zone, which is a number or an interface's
// name (RFC 4007).
func scope(zone string) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), nil
	}
	ifi, err := net.InterfaceByName(zone)
	if err != nil {
		return 0, socket.EADDRNOTAVAIL
	}
	return uint32(ifi.Index), nil
}

func zoned(ip [16]byte, scope uint32) netip.Addr {
	a := netip.AddrFrom16(ip)
	if scope != 0 {
		a = a.WithZone(strconv.FormatUint(uint64(scope), 10))
	}
	return a
}
