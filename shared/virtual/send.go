package virtual

import (
	"fmt"
	"net"
	"net/netip"
	"os"

	"github.com/pion/transport/v3"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
)

// The longest datagrams (RFC 768), and what UDP's and IP's headers take, in bytes.
const (
	longest4, longest6 = 65507, 65527
	headers4, headers6 = 28, 48
)

const noRoute = "no host has that address"

// A route is the way of a socket's datagrams to an address.
type route struct {
	link     *link.Link
	nobody   bool // has the address
	flow     string
	from, to string
	src, dst netip.AddrPort
	host     *Host             // of dst, if no NAT is between; vnet would only bring it there
	conn     transport.UDPConn // on vnet
	remote   *net.UDPAddr
}

// arrive hands a datagram to the destination, or to vnet's routers.
func (r *route) arrive(data []byte) {
	if r.host != nil {
		r.host.receive(r.src, r.dst, data)
		return
	}
	r.conn.WriteTo(data, r.remote) // a host that is gone loses it
}

// send is send and sendto. It never waits.
func (s *sock) send(c *socket.Call) error {
	to := s.peer
	if c.Op == socket.OpSendTo {
		to = unmapped(c.Addr)
	} else if !to.IsValid() {
		return socket.EDESTADDRREQ
	}
	if err := s.maySend(c, to); err != nil {
		return err
	}
	p := link.Packet{Data: append([]byte{}, c.Buf...), Size: len(c.Buf) + headers(to.Addr())}
	if classify := s.host.network.config.Classify; classify != nil {
		p.Class = classify(p.Data)
	}
	c.N = len(c.Buf)
	if to.Addr() == broadcast {
		return s.sendToAll(p, to.Port())
	}
	r := s.last
	if r == nil || r.dst != to || r.src.Port() != s.local.Port() {
		var err error
		if r, err = s.route(to); err != nil {
			return err
		}
		s.last = r
	}
	p.Flow, p.Src, p.Dst, p.Tag = r.flow, r.from, r.to, r
	if r.nobody {
		r.link.Drop(p, "route", noRoute)
	} else {
		r.link.Send(p)
	}
	return nil
}

// maySend returns the error of a send that cannot be.
func (s *sock) maySend(c *socket.Call, to netip.AddrPort) error {
	ip := to.Addr()
	longest := longest4
	if ip.Is6() {
		longest = longest6
	}
	switch {
	case c.Flags&socket.MSG_OOB != 0:
		return socket.EOPNOTSUPP
	case s.noSend:
		return socket.EPIPE
	case over(s.host.network.clock, s.write):
		return os.ErrDeadlineExceeded
	case len(c.Buf) > longest:
		return socket.EMSGSIZE
	case ip == broadcast && s.options[socket.SO_BROADCAST] == 0:
		return socket.EACCES
	case to.Port() == 0:
		return socket.EINVAL
	}
	if err := s.takePending(); err != nil {
		return err
	}
	return s.reach(ip)
}

func headers(ip netip.Addr) int {
	if ip.Is4() {
		return headers4
	}
	return headers6
}

// route returns the way to an address, and gives the socket a port if it has none.
func (s *sock) route(to netip.AddrPort) (*route, error) {
	h := s.host
	dst := to
	if dst.Addr().IsUnspecified() {
		dst = netip.AddrPortFrom(loopback(dst.Addr()), dst.Port())
	}
	if s.local.Port() == 0 {
		if err := h.bind(s, s.all()); err != nil {
			return nil, err
		}
	}
	if r := s.routes[to]; r != nil {
		return r, nil
	}
	ip := s.local.Addr()
	if ip.IsUnspecified() {
		ip = h.source(dst.Addr())
	}
	if !ip.IsValid() || ip.Is4() != dst.Addr().Is4() {
		return nil, socket.ENETUNREACH
	}
	r := &route{src: netip.AddrPortFrom(ip, s.local.Port()), dst: dst, host: h.neighbour(dst.Addr())}
	r.from, r.to = r.src.String(), r.dst.String()
	owner := h.network.owner(dst.Addr())
	if r.host != nil {
		owner = r.host.name
	} else if owner != "" {
		if err := h.connect(r); err != nil {
			return nil, err
		}
	}
	var err error
	if r.link, err = h.network.Link(h.name, owner); err != nil {
		return nil, err
	}
	r.nobody = owner == ""
	r.flow = fmt.Sprintf("%s:%d>%s:%d", h.name, r.src.Port(), owner, dst.Port())
	s.routes[to] = r
	return r, nil
}

// all returns all addresses of a socket's family.
func (s *sock) all() netip.AddrPort {
	if s.family == socket.AF_INET {
		return netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	}
	return netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
}

// connect gives a route what sends on vnet. Sockets that share a port share it.
func (h *Host) connect(r *route) error {
	r.remote = net.UDPAddrFromAddrPort(r.dst)
	if r.conn = h.conns[r.src]; r.conn != nil {
		return nil
	}
	v := h.net4
	if r.src.Addr().Is6() {
		v = h.net6
	}
	conn, err := v.ListenUDP("udp", net.UDPAddrFromAddrPort(r.src))
	if err != nil {
		return fmt.Errorf("virtual network: %w", err)
	}
	r.conn, h.conns[r.src] = conn, conn
	return nil
}
