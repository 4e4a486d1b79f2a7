package virtual

import (
	"net/netip"
	"slices"

	"github.com/socketlab/socketlab/shared/socket"
)

// The ephemeral ports (RFC 6335, section 6).
const firstEphemeral, lastEphemeral = 49152, 65535

// bind gives a socket an address and a port, 0 being one that is free.
func (h *Host) bind(s *sock, a netip.AddrPort) error {
	ip, port := a.Addr(), a.Port()
	if !ip.IsUnspecified() && !h.local(ip) {
		return socket.EADDRNOTAVAIL
	}
	if port == 0 {
		if port = h.free(); port == 0 {
			return socket.EADDRINUSE
		}
	} else if !h.mayBind(s, ip, port) {
		return socket.EADDRINUSE
	}
	s.local = netip.AddrPortFrom(ip, port)
	h.ports[port] = append(h.ports[port], s)
	return nil
}

// free returns an ephemeral port that no socket has; 0 if there is none.
func (h *Host) free() uint16 {
	for range lastEphemeral - firstEphemeral + 1 {
		if h.ephemeral++; h.ephemeral < firstEphemeral {
			h.ephemeral = firstEphemeral
		}
		if len(h.ports[h.ephemeral]) == 0 {
			return h.ephemeral
		}
	}
	return 0
}

// mayBind reports whether a port is free, or may be shared: if all that have it
// set SO_REUSEPORT, or all SO_REUSEADDR.
func (h *Host) mayBind(s *sock, ip netip.Addr, port uint16) bool {
	for _, other := range h.ports[port] {
		both := func(opt socket.Option) bool { return s.options[opt] != 0 && other.options[opt] != 0 }
		if overlap(s, ip, other) && !both(socket.SO_REUSEPORT) && !both(socket.SO_REUSEADDR) {
			return false
		}
	}
	return true
}

// overlap reports whether a datagram could be for both s at an address and other.
func overlap(s *sock, ip netip.Addr, other *sock) bool {
	theirs := other.local.Addr()
	if !ip.IsUnspecified() && !theirs.IsUnspecified() {
		return ip == theirs
	}
	four := func(s *sock, ip netip.Addr) bool { return ip.Is4() || ip.IsUnspecified() && s.takesIPv4() }
	return ip.Is6() && theirs.Is6() || four(s, ip) && four(other, theirs)
}

// release gives back the port of a socket that is closed.
func (h *Host) release(s *sock) {
	port := s.local.Port()
	i := slices.Index(h.ports[port], s)
	if i < 0 {
		return
	}
	h.ports[port] = slices.Delete(h.ports[port], i, i+1)
	if len(h.ports[port]) > 0 {
		return
	}
	delete(h.ports, port)
	for at, conn := range h.conns {
		if at.Port() == port {
			conn.Close()
			delete(h.conns, at)
		}
	}
}

// find returns the socket that a datagram is for: the one that is connected to
// its sender, or bound to its address, or to all. Of several that share a port
// the sender's address decides. It is nil if there is none.
func (h *Host) find(src, dst netip.AddrPort) *sock {
	var found *sock
	best, same := 0, 0
	for _, s := range h.ports[dst.Port()] {
		fit := s.fit(src, dst.Addr())
		switch {
		case fit == 0 || fit < best:
			continue
		case fit > best:
			found, best, same = s, fit, 1
			continue
		}
		same++
		if spread(src)%uint32(same) == 0 {
			found = s
		}
	}
	return found
}

// spread is a hash of an address.
func spread(a netip.AddrPort) uint32 {
	sum := uint32(a.Port())
	for _, b := range a.Addr().As16() {
		sum = sum*31 + uint32(b)
	}
	return sum
}
