package sockettest

import (
	"context"
	"net"
	"net/netip"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

func addressCases() []testCase {
	return []testCase{
		{"address/unbound-is-all-and-port-0", addressUnbound},
		{"address/all-interfaces-are-reachable-by-each", addressAll},
		{"address/0.0.0.0-connects-to-this-host", addressConnectAll},
		{"address/specific-is-reachable-by-itself-only", addressSpecific},
		{"address/after-close-of-the-peer", addressAfterPeer},
	}
}

func hostCases() []testCase {
	return []testCase{
		{"host/localhost", hostLocalhost},
		{"host/empty-means-all", hostEmpty},
		{"host/literal", hostLiteral},
		{"host/unknown-name", hostUnknown},
		{"host/resolve-is-cancelled", hostCancel},
	}
}

// A new socket's address is 0.0.0.0 and port 0; it has no peer (S49, S94).
func addressUnbound(e *env) {
	for _, s := range []*socket.Socket{e.tcp(e.Client), e.udp(e.Client)} {
		e.equal("getsockname", "0.0.0.0:0", e.name(s).String())
		_, err := s.GetPeerName()
		e.fails("getpeername", err, socket.ENOTCONN)
	}
}

// A server on 0.0.0.0 is reached by the host's addresses; an accepted socket
// has the one that the client used (S94).
func addressAll(e *env) {
	l := e.tcp(e.Server)
	addr := e.bind(l, netip.IPv4Unspecified())
	e.must(l.Listen(1))
	e.equal("listener's address", "0.0.0.0", addr.IP.String())
	to := socket.Addr{IP: e.ServerIP, Port: addr.Port}
	e.connect(to)
	e.equal("accepted socket's address", to, e.name(e.accept(l)))
}

// To connect to 0.0.0.0 is to connect to this host (S94).
func addressConnectAll(e *env) {
	l := e.tcp(e.Server)
	addr := e.bind(l, netip.IPv4Unspecified())
	e.must(l.Listen(1))
	s := e.tcp(e.Server)
	e.must(s.Connect(socket.Inet("0.0.0.0", addr.Port)))
	peer, err := s.GetPeerName()
	e.must(err)
	if peer.IP.IsUnspecified() {
		e.Errorf("the peer is %v, want an address of the host", peer)
	}
}

// A server on one address is not reached by another of the host (S94).
func addressSpecific(e *env) {
	if !e.linux() || !e.ServerIP.IsLoopback() {
		e.Skip("the host has one address to try")
	}
	_, addr := e.listen(1)
	other := socket.Inet("127.0.0.2", addr.Port) // 127.0.0.0/8 is all this host
	e.fails("connect", e.tcp(e.Client).Connect(other), socket.ECONNREFUSED)
}

// After the peer has closed, its address is still known, until the connection
// is over (S48, S75).
func addressAfterPeer(e *env) {
	client, server := e.pair()
	want := e.name(client)
	e.must(client.Close())
	e.ends(server)
	got, err := server.GetPeerName()
	e.must(err)
	e.equal("peer", want, got)
}

// "localhost" is this host (S94, S69).
func hostLocalhost(e *env) {
	l := e.tcp(e.Server)
	e.must(l.Bind(socket.Inet("localhost", 0)))
	e.must(l.Listen(1))
	addr := e.name(l)
	e.equal("listener's address", "127.0.0.1", addr.IP.String())
	e.must(e.tcp(e.Server).Connect(socket.Inet("localhost", addr.Port)))
	e.accept(l)
}

// The host "" means all interfaces (S94).
func hostEmpty(e *env) {
	s := e.udp(e.Server)
	e.must(s.Bind(socket.Inet("", 0)))
	e.equal("address", "0.0.0.0", e.name(s).IP.String())
}

// An IP address in text is used as it is (S87, S94).
func hostLiteral(e *env) {
	s := e.udp(e.Server)
	e.must(s.Bind(socket.Inet(e.ServerIP.String(), 0)))
	e.equal("address", e.ServerIP.String(), e.name(s).IP.String())
}

// A name that does not exist is an error of resolving, with no errno; RFC 6761
// reserves .invalid for that (S94).
func hostUnknown(e *env) {
	err := e.tcp(e.Client).Connect(socket.Inet("no-such-host.invalid", 80))
	if err == nil {
		e.Fatal("connected to a name that does not exist")
	}
	e.equal("errno", socket.Errno(""), socket.ErrnoOf(err))
	_, exErr := e.tcp(e.Client).ConnectEx(socket.Inet("no-such-host.invalid", 80))
	if exErr == nil {
		e.Error("connect_ex returned a value, want an error")
	}
}

// Resolving ends with its context; the program's time is its own.
func hostCancel(e *env) {
	ctx, cancel := context.WithDeadline(e.Context(), time.Unix(1, 0))
	defer cancel()
	_, err := socket.Dial(ctx, e.Client, "tcp", net.JoinHostPort("no-such-host.invalid", "80"))
	if err == nil {
		e.Error("dialled a name that does not exist with a context that is over")
	}
}
