package virtual

import (
	"context"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/pion/transport/v3"
	"github.com/pion/transport/v3/vnet"
	"github.com/socketlab/socketlab/shared/socket"
)

// A Host is one host of a Network.
type Host struct {
	network *Network
	name    string
	addrs   []netip.Addr
	net4    *vnet.Net // nil: it has no IPv4 address
	net6    *vnet.Net // nil: it has no IPv6 address
	router4 *vnet.Router
	tcp     tcp

	mu        sync.Mutex
	closed    bool
	socks     map[*sock]bool
	ports     map[uint16][]*sock                   // that are bound
	conns     map[netip.AddrPort]transport.UDPConn // what sends from an address
	ephemeral uint16                               // the last that was given
}

var _ socket.Stack = (*Host)(nil)

func newHost(n *Network, c HostConfig) *Host {
	return &Host{network: n, name: c.Name, addrs: c.Addrs, socks: make(map[*sock]bool),
		ports: make(map[uint16][]*sock), conns: make(map[netip.AddrPort]transport.UDPConn), ephemeral: lastEphemeral}
}

// Name returns the host's name.
func (h *Host) Name() string { return h.name }

// Addrs returns the host's addresses.
func (h *Host) Addrs() []netip.Addr { return slices.Clone(h.addrs) }

// Addr4 returns the host's first IPv4 address, with a port; it is invalid if the
// host has none.
func (h *Host) Addr4(port uint16) netip.AddrPort {
	for _, a := range h.addrs {
		if a.Is4() {
			return netip.AddrPortFrom(a, port)
		}
	}
	return netip.AddrPort{}
}

// Socket creates a socket of AF_INET or AF_INET6: for datagrams, and for streams
// if Config.Streams is given.
func (h *Host) Socket(f socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	switch {
	case f != socket.AF_INET && f != socket.AF_INET6:
		return nil, socket.EAFNOSUPPORT
	case t == socket.SOCK_STREAM && (proto == 0 || proto == socket.IPPROTO_TCP):
		return h.stream(f)
	case t == socket.SOCK_RAW:
		return nil, socket.EPERM
	case t != socket.SOCK_DGRAM && t != socket.SOCK_STREAM:
		return nil, socket.ESOCKTNOSUPPORT
	case t != socket.SOCK_DGRAM || proto != 0 && proto != socket.IPPROTO_UDP:
		return nil, socket.EPROTONOSUPPORT
	}
	s := &sock{host: h, family: f, options: maps.Clone(defaults), routes: make(map[netip.AddrPort]*route)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, net.ErrClosed
	}
	h.socks[s] = true
	return s, nil
}

// Resolve returns the addresses of a host of the network by its name, an address
// itself, and this host's loopback addresses for localhost.
func (h *Host) Resolve(_ context.Context, name string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{a}, nil
	}
	if strings.EqualFold(name, "localhost") {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, nil
	}
	if other := h.network.hosts[name]; other != nil {
		return other.Addrs(), nil
	}
	return nil, &net.DNSError{Err: "the virtual network has no such host", Name: name, IsNotFound: true}
}

// Close closes every socket.
func (h *Host) Close() error {
	h.mu.Lock()
	h.closed = true
	var all []*sock
	for s := range h.socks {
		all = append(all, s)
	}
	h.mu.Unlock()
	for _, s := range all {
		s.Close()
	}
	h.tcp.closeSockets()
	return nil
}

// router returns the router that has packets for one of the host's addresses.
func (h *Host) router(a netip.Addr) *vnet.Router {
	if a.Is4() {
		return h.router4
	}
	return h.network.root6
}

// neighbour returns who has an address on this host's own network: the host
// itself, or another of its router; nil if there is a NAT between, or nobody.
func (h *Host) neighbour(a netip.Addr) *Host {
	if h.local(a) {
		return h
	}
	if other := h.network.byAddr[a]; other != nil && other.router(a) == h.router(a) {
		return other
	}
	return nil
}

// local reports whether an address is this host's.
func (h *Host) local(a netip.Addr) bool { return a.IsLoopback() || slices.Contains(h.addrs, a) }

// source returns the address that packets to dst come from; it is invalid if
// there is no way there.
func (h *Host) source(dst netip.Addr) netip.Addr {
	if h.local(dst) {
		return dst
	}
	for _, a := range h.addrs {
		if a.Is4() == dst.Is4() {
			return a
		}
	}
	return netip.Addr{}
}
