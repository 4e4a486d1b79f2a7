package virtual

import (
	"fmt"
	"net/netip"

	"github.com/socketlab/socketlab/shared/link"
)

// broadcast is the address of every host of the sender's network (RFC 919,
// section 7), which no router passes on.
var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// sendToAll sends a datagram to every host of the network, its own one too, as on
// Linux. Each of them has a link, and a fate, of its own.
func (s *sock) sendToAll(p link.Packet, port uint16) error {
	h := s.host
	if s.local.Port() == 0 {
		if err := h.bind(s, s.all()); err != nil {
			return err
		}
	}
	ip := s.local.Addr()
	if ip.IsUnspecified() {
		ip = h.source(broadcast)
	}
	src, dst := netip.AddrPortFrom(ip, s.local.Port()), netip.AddrPortFrom(broadcast, port)
	p.Src, p.Dst = src.String(), dst.String()
	for _, name := range h.network.Names() {
		other := h.network.hosts[name]
		if other.router4 != h.router4 || !other.source(broadcast).IsValid() {
			continue
		}
		l, err := h.network.Link(h.name, name)
		if err != nil {
			return err
		}
		p.Flow = fmt.Sprintf("%s:%d>%s:%d", h.name, src.Port(), name, port)
		p.Tag = &route{src: src, dst: dst, host: other}
		l.Send(p)
	}
	return nil
}

// receivers appends the sockets that a datagram is for: of a broadcast all that
// fit, otherwise one at most.
func (h *Host) receivers(all []*sock, src, dst netip.AddrPort) []*sock {
	if dst.Addr() != broadcast {
		if s := h.find(src, dst); s != nil {
			all = append(all, s)
		}
		return all
	}
	for _, s := range h.ports[dst.Port()] {
		if s.fit(src, broadcast) > 0 {
			all = append(all, s)
		}
	}
	return all
}
