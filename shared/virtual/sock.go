package virtual

import (
	"net"
	"net/netip"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A sock is a datagram socket. Its host's lock guards it.
type sock struct {
	host    *Host
	family  socket.Family
	options map[socket.Option]int

	closed  bool
	local   netip.AddrPort // here and elsewhere, IPv4 addresses are never mapped to IPv6
	peer    netip.AddrPort // of connect
	pending socket.Errno   // for the next call
	noRecv  bool           // by shutdown
	noSend  bool
	routes  map[netip.AddrPort]*route
	last    *route // that was used

	queue   []datagram // received
	room    []datagram // for queue
	bytes   int        // of the receive buffer that they take
	waiters []*waiter
	idle    *waiter   // that no call uses
	read    time.Time // deadlines
	write   time.Time
}

var _ socket.Handle = (*sock)(nil)

// Do performs one call.
func (s *sock) Do(c *socket.Call) error {
	s.host.mu.Lock()
	defer s.host.mu.Unlock()
	if s.closed {
		return net.ErrClosed
	}
	switch c.Op {
	case socket.OpRecv, socket.OpRecvFrom:
		return s.recv(c)
	case socket.OpSend, socket.OpSendTo:
		return s.send(c)
	case socket.OpBind:
		return s.bind(c.Addr)
	case socket.OpConnect:
		return s.connect(unmapped(c.Addr))
	case socket.OpShutdown:
		return s.shutdown(socket.How(c.Value))
	case socket.OpGetSockName:
		c.Addr = s.addr(s.local)
		return nil
	case socket.OpGetPeerName:
		if !s.peer.IsValid() {
			return socket.ENOTCONN
		}
		c.Addr = s.addr(s.peer)
		return nil
	case socket.OpSetSockOpt:
		return s.setOption(c.Option, c.Value)
	case socket.OpGetSockOpt:
		return s.getOption(c)
	}
	return socket.EOPNOTSUPP // listen, accept, TCP_INFO
}

// SetDeadline moves the deadlines, of calls that already wait too.
func (s *sock) SetDeadline(read, write *time.Time) error {
	s.host.mu.Lock()
	defer s.host.mu.Unlock()
	if s.closed {
		return net.ErrClosed
	}
	if read != nil {
		s.read = *read
		s.wakeAll()
	}
	if write != nil {
		s.write = *write
	}
	return nil
}

// Close closes the socket; calls that wait return.
func (s *sock) Close() error {
	h := s.host
	h.mu.Lock()
	defer h.mu.Unlock()
	if !s.closed {
		s.closed = true
		s.wakeAll()
		s.queue, s.room, s.routes, s.last = nil, nil, nil, nil
		delete(h.socks, s)
		h.release(s)
	}
	return nil
}

// bind gives the socket an address.
func (s *sock) bind(a socket.Addr) error {
	if s.local.Port() != 0 {
		return socket.EINVAL
	}
	ip := a.IP.Unmap()
	if a.IP.Is4() != (s.family == socket.AF_INET) {
		return socket.EAFNOSUPPORT
	}
	return s.host.bind(s, netip.AddrPortFrom(ip, uint16(a.Port)))
}

// connect sets the peer, and the address to it. Nothing is sent.
func (s *sock) connect(to netip.AddrPort) error {
	if err := s.reach(to.Addr()); err != nil {
		return err
	}
	if to.Addr() == broadcast && s.options[socket.SO_BROADCAST] == 0 {
		return socket.EACCES
	}
	if to.Addr().IsUnspecified() {
		to = netip.AddrPortFrom(loopback(to.Addr()), to.Port())
	}
	src := s.host.source(to.Addr())
	if !src.IsValid() {
		return socket.ENETUNREACH
	}
	if s.local.Port() == 0 {
		if err := s.host.bind(s, netip.AddrPortFrom(src, 0)); err != nil {
			return err
		}
	}
	if s.peer.IsValid() || s.local.Addr().IsUnspecified() {
		s.local = netip.AddrPortFrom(src, s.local.Port())
	}
	s.peer = to
	clear(s.routes) // they begin at the address of before
	s.last = nil
	return nil
}

func (s *sock) shutdown(how socket.How) error {
	if how < socket.SHUT_RD || how > socket.SHUT_RDWR {
		return socket.EINVAL
	}
	if !s.peer.IsValid() {
		return socket.ENOTCONN
	}
	s.noRecv = s.noRecv || how != socket.SHUT_WR
	s.noSend = s.noSend || how != socket.SHUT_RD
	s.wakeAll()
	return nil
}

// reach reports whether the socket's family has an address.
func (s *sock) reach(ip netip.Addr) error {
	switch {
	case !ip.IsValid(), ip.Is6() && s.family == socket.AF_INET:
		return socket.EAFNOSUPPORT
	case ip.Is4() && !s.takesIPv4():
		return socket.ENETUNREACH
	}
	return nil
}

// takesIPv4 reports whether IPv4 is for the socket.
func (s *sock) takesIPv4() bool {
	return s.family == socket.AF_INET || s.options[socket.IPV6_V6ONLY] == 0
}

// fit returns how well a datagram fits a socket: 0 not at all.
func (s *sock) fit(src netip.AddrPort, dst netip.Addr) int {
	fit := 1
	switch own := s.local.Addr(); {
	case own == dst:
		fit += 2
	case !own.IsUnspecified(), own.Is4() != dst.Is4() && (own.Is4() || !s.takesIPv4()):
		return 0
	}
	if s.peer.IsValid() {
		if s.peer != src {
			return 0
		}
		fit++
	}
	return fit
}

// addr returns an address as the socket's family has it.
func (s *sock) addr(a netip.AddrPort) socket.Addr {
	ip := a.Addr()
	switch {
	case !ip.IsValid() && s.family == socket.AF_INET:
		ip = netip.IPv4Unspecified()
	case !ip.IsValid():
		ip = netip.IPv6Unspecified()
	case s.family == socket.AF_INET6 && ip.Is4():
		ip = netip.AddrFrom16(ip.As16())
	}
	return socket.Addr{IP: ip, Port: int(a.Port())}
}

func unmapped(a socket.Addr) netip.AddrPort {
	return netip.AddrPortFrom(a.IP.Unmap().WithZone(""), uint16(a.Port))
}

func loopback(like netip.Addr) netip.Addr {
	if like.Is4() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}
