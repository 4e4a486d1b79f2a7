package sockettest

import (
	"net"

	"github.com/socketlab/socketlab/shared/socket"
)

func closeCases() []testCase {
	return []testCase{
		{"close/wakes-a-waiting-recv", closeRecv},
		{"close/wakes-a-waiting-recvfrom", closeRecvFrom},
		{"close/wakes-a-waiting-accept", closeAccept},
		{"close/wakes-a-waiting-send", closeSend},
		{"close/wakes-a-waiting-connect", closeConnect},
		{"close/wakes-all-that-wait-their-turn", closeMany},
		{"close/twice-is-no-error", closeTwice},
		{"close/use-afterwards-is-ebadf", closeThenUse},
		{"close/fileno", closeFileno},
		{"close/sends-what-is-buffered", closeSendsRest},
	}
}

// closes checks that a call that waits on s returns when s is closed.
func (e *env) closes(s *socket.Socket, what string, call func() error) {
	e.Helper()
	waiting := begin(call)
	e.settle()
	e.must(s.Close())
	err := waiting()
	e.fails("a waiting "+what, err, net.ErrClosed)
	e.equal("errno", socket.EBADF, socket.ErrnoOf(err))
}

// Closing a socket ends its own recv (S76).
func closeRecv(e *env) {
	client, server := e.pair()
	e.closes(server, "recv", func() error { _, err := server.Recv(1); return err })
	e.ends(client)
}

// Closing a socket ends its own recvfrom (S76).
func closeRecvFrom(e *env) {
	_, server, _, _ := e.datagrams()
	e.closes(server, "recvfrom", func() error { _, _, err := server.RecvFrom(1); return err })
}

// Closing a listener ends its own accept (S74, S76).
func closeAccept(e *env) {
	l, addr := e.listen(1)
	e.closes(l, "accept", func() error { _, _, err := l.Accept(); return err })
	e.fails("connect", e.tcp(e.Client).Connect(addr), socket.ECONNREFUSED)
}

// Closing a socket ends its own send (S78).
func closeSend(e *env) {
	client, _ := e.narrow()
	e.closes(client, "send", func() error { _, err := client.Send(make([]byte, 16<<20)); return err })
}

// Closing a socket ends its own connect (S80).
func closeConnect(e *env) {
	_, addr := e.jammed()
	s := e.tcp(e.Client)
	e.closes(s, "connect", func() error { return s.Connect(addr) })
}

// Closing a socket ends all calls on it, also those that wait for another's
// turn to end, in both directions (S76).
func closeMany(e *env) {
	client, _ := e.narrow()
	var waiting []func() error
	for range 10 {
		waiting = append(waiting,
			begin(func() error { _, err := client.Recv(1); return err }),
			begin(func() error { _, err := client.Send(make([]byte, 8<<20)); return err }))
	}
	e.settle()
	e.must(client.Close())
	for _, call := range waiting {
		e.fails("a waiting call", call(), net.ErrClosed)
	}
}

// close is done once; a second one does nothing, as in Python (S47, S73).
func closeTwice(e *env) {
	client, server := e.pair()
	u := e.udp(e.Client)
	for _, s := range []*socket.Socket{client, u, e.tcp(e.Client)} {
		e.must(s.Close())
		e.must(s.Close())
	}
	e.ends(server)
}

// A closed socket is no socket: EBADF, whatever the call (S73).
func closeThenUse(e *env) {
	_, addr := e.listen(1)
	s := e.connect(addr)
	e.must(s.Close())
	for _, row := range []struct {
		name string
		call func() error
	}{
		{"bind", func() error { return s.Bind(socket.Addr{IP: e.ClientIP}) }},
		{"listen", func() error { return s.Listen(1) }},
		{"accept", func() error { _, _, err := s.Accept(); return err }},
		{"connect", func() error { return s.Connect(addr) }},
		{"send", func() error { _, err := s.Send([]byte("x")); return err }},
		{"sendall", func() error { return s.SendAll([]byte("x")) }},
		{"sendto", func() error { _, err := s.SendTo([]byte("x"), addr); return err }},
		{"recv", func() error { _, err := s.Recv(1); return err }},
		{"recv with MSG_DONTWAIT", func() error { _, err := s.Recv(1, socket.MSG_DONTWAIT); return err }},
		{"recvfrom", func() error { _, _, err := s.RecvFrom(1); return err }},
		{"shutdown", func() error { return s.Shutdown(socket.SHUT_RDWR) }},
		{"getsockname", func() error { _, err := s.GetSockName(); return err }},
		{"getpeername", func() error { _, err := s.GetPeerName(); return err }},
		{"setsockopt", func() error { return s.SetSockOpt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1) }},
		{"getsockopt", func() error { _, err := s.GetSockOpt(socket.SOL_SOCKET, socket.SO_TYPE); return err }},
		{"TCP_INFO", func() error { _, err := s.TCPInfo(); return err }},
	} {
		err := row.call()
		e.fails(row.name, err, net.ErrClosed)
		e.equal(row.name+": errno", socket.EBADF, socket.ErrnoOf(err))
	}
}

// fileno is a descriptor, or -1 where there is none; after close it is -1 (S55).
func closeFileno(e *env) {
	s := e.tcp(e.Client)
	if n := s.Fileno(); n < -1 {
		e.Errorf("fileno is %d", n)
	}
	e.must(s.Close())
	e.equal("fileno after close", -1, s.Fileno())
}

// close returns at once; the system sends what is still buffered, and then the
// end (S73, S83).
func closeSendsRest(e *env) {
	client, server := e.narrow()
	sent := e.fill(client)
	e.must(client.Close())
	e.equal("bytes that arrive", sent, drain(server))
	e.ends(server)
}
