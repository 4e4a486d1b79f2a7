package sockettest

import (
	"strings"

	"github.com/socketlab/socketlab/shared/socket"
)

func bindCases() []testCase {
	return []testCase{
		{"bind/twice", bindTwice},
		{"bind/taken-port", bindTaken},
		{"bind/taken-udp-port", bindTakenUDP},
		{"bind/tcp-and-udp-share-a-number", bindBothProtocols},
		{"bind/port-zero-is-ephemeral", bindEphemeral},
		{"bind/client-gets-a-port-by-connect", bindClient},
		{"bind/client-may-choose-its-port", bindClientPort},
		{"bind/port-65536", bindPortRange},
		{"bind/foreign-address", bindForeign},
		{"bind/closed-listener-frees-the-port", bindFreed},
	}
}

func reuseCases() []testCase {
	return []testCase{
		{"reuse/addr-binds-over-time-wait", reuseTimeWait},
		{"reuse/addr-does-not-share-a-listening-port", reuseListening},
		{"reuse/port-shares-a-udp-port", reusePort},
	}
}

// A socket is bound once (S70).
func bindTwice(e *env) {
	s := e.tcp(e.Server)
	e.bind(s, e.ServerIP)
	e.fails("second bind", s.Bind(socket.Addr{IP: e.ServerIP}), socket.EINVAL)
}

// A port with a listener is taken (S90, S93).
func bindTaken(e *env) {
	_, addr := e.listen(1)
	err := e.tcp(e.Server).Bind(addr)
	e.fails("bind", err, socket.EADDRINUSE)
	if err != nil && !strings.Contains(err.Error(), addr.String()) {
		e.Errorf("the error %q does not say the address %s", err, addr)
	}
}

// A UDP port belongs to one socket (S90).
func bindTakenUDP(e *env) {
	addr := e.bind(e.udp(e.Server), e.ServerIP)
	e.fails("bind", e.udp(e.Server).Bind(addr), socket.EADDRINUSE)
}

// TCP's and UDP's ports are different ports, though the number is one (S119).
func bindBothProtocols(e *env) {
	l, addr := e.listen(1)
	u := e.udp(e.Server)
	for u.Bind(addr) != nil { // someone else has that UDP port
		if e.expired.Load() {
			e.Fatal("no number is free for both protocols")
		}
		l, addr = e.listen(1)
	}
	client := e.udp(e.Client)
	e.sendTo(client, "datagram", addr)
	e.says(u, "datagram")
	stream := e.connect(addr)
	e.send(stream, "stream")
	e.says(e.accept(l), "stream")
}

// Port 0 lets the system choose: 1024 to 65535, by RFC 6335 or by habit (S107).
func bindEphemeral(e *env) {
	for _, s := range []*socket.Socket{e.tcp(e.Server), e.udp(e.Server)} {
		if port := e.bind(s, e.ServerIP).Port; port < 1024 || port > 65535 {
			e.Errorf("%s: ephemeral port %d is outside of 1024 to 65535", s.Type(), port)
		}
	}
}

// A client needs no bind: connect gives it an address and port (S69, S107).
func bindClient(e *env) {
	_, addr := e.listen(1)
	s := e.tcp(e.Client)
	e.equal("port before", 0, e.name(s).Port)
	e.must(s.Connect(addr))
	got := e.name(s)
	e.equal("address after", e.ClientIP.String(), got.IP.String())
	if got.Port < 1024 {
		e.Errorf("ephemeral port %d is below 1024", got.Port)
	}
}

// A client may bind before it connects (S69).
func bindClientPort(e *env) {
	l, addr := e.listen(1)
	s := e.tcp(e.Client)
	from := e.bind(s, e.ClientIP)
	e.must(s.Connect(addr))
	_, got, err := l.Accept()
	e.must(err)
	e.equal("address that the server sees", from, got)
}

// Ports are 0 to 65535, and the error says so (S88).
func bindPortRange(e *env) {
	for _, port := range []int{-1, 65536, 1 << 20} {
		err := e.tcp(e.Server).Bind(socket.Addr{IP: e.ServerIP, Port: port})
		e.fails("bind", err, socket.EINVAL)
		if err != nil && !strings.Contains(err.Error(), "0 to 65535") {
			e.Errorf("the error %q does not say the range", err)
		}
		err = e.tcp(e.Client).Connect(socket.Addr{IP: e.ServerIP, Port: port})
		e.fails("connect", err, socket.EINVAL)
	}
}

// Only a host's own addresses can be bound (S94). 203.0.113.0/24 is no host's:
// it is for documentation (RFC 5737).
func bindForeign(e *env) {
	err := e.tcp(e.Server).Bind(socket.Inet("203.0.113.7", 0))
	e.fails("bind", err, socket.EADDRNOTAVAIL)
}

// A listener that never had a client leaves nothing behind (S93, S109).
func bindFreed(e *env) {
	l, addr := e.listen(1)
	e.must(l.Close())
	e.must(e.tcp(e.Server).Bind(addr))
}

// After a server closed first, its port is in TIME_WAIT. SO_REUSEADDR binds
// over it; Linux wants it set in both runs (S93, S109, S110).
func reuseTimeWait(e *env) {
	for _, run := range []struct {
		first, second int
		want          error
	}{{0, 0, socket.EADDRINUSE}, {0, 1, socket.EADDRINUSE}, {1, 0, socket.EADDRINUSE}, {1, 1, nil}} {
		if !e.linux() && run.first != run.second {
			continue // systems differ in who must set it
		}
		err := e.rebind(run.first, run.second)
		for try := 0; try < 3 && err == nil && run.want != nil; try++ {
			err = e.rebind(run.first, run.second)
		}
		if run.want == nil {
			e.must(err)
		} else {
			e.fails("bind", err, run.want)
		}
	}
}

// rebind has a server close a connection, and returns what another gets that wants
// its port; each with its own SO_REUSEADDR. On a busy machine TIME-WAIT may be gone
// by then: a FIN that was sent again, for its ACK was late, is answered to a socket
// that has closed meanwhile, whose RST ends TIME-WAIT (RFC 1337).
func (e *env) rebind(first, second int) error {
	l := e.tcp(e.Server)
	e.must(l.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, first))
	addr := e.bind(l, e.ServerIP)
	e.must(l.Listen(1))
	client := e.connect(addr)
	server := e.accept(l)
	e.must(server.Close()) // first: TIME_WAIT will be the server's
	e.ends(client)
	e.must(client.Close())
	e.must(l.Close())

	again := e.tcp(e.Server)
	e.must(again.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, second))
	err := again.Bind(addr)
	if err == nil {
		err = again.Listen(1)
	}
	e.must(again.Close())
	return err
}

// SO_REUSEADDR does not let two servers listen on one port (S90, S109).
func reuseListening(e *env) {
	first := e.tcp(e.Server)
	e.must(first.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1))
	addr := e.bind(first, e.ServerIP)
	e.must(first.Listen(1))
	second := e.tcp(e.Server)
	e.must(second.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1))
	err := second.Bind(addr)
	if err == nil {
		err = second.Listen(1)
	}
	e.fails("second listener", err, socket.EADDRINUSE)
}

// With SO_REUSEPORT on all of them, sockets share a UDP port; each datagram
// goes to one (S90, S119).
func reusePort(e *env) {
	first, second := e.udp(e.Server), e.udp(e.Server)
	e.must(first.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1))
	addr := e.bind(first, e.ServerIP)
	e.fails("bind without the option", second.Bind(addr), socket.EADDRINUSE)
	e.must(second.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1))
	e.must(second.Bind(addr))
	e.sendTo(e.udp(e.Client), "one", addr)
	got := 0
	for _, s := range []*socket.Socket{first, second} {
		s.SetTimeout(4 * short)
		if b, err := s.Recv(10); err == nil && string(b) == "one" {
			got++
		}
	}
	e.equal("sockets that got the datagram", 1, got)
}
