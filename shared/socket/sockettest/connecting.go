package sockettest

import (
	"errors"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

func connectCases() []testCase {
	return []testCase{
		{"connect/refused", connectRefused},
		{"connect/refused-then-again", connectRefusedAgain},
		{"connect/refused-socket-connects-again", connectSameAgain},
		{"connect/ex-returns-the-error", connectEx},
		{"connect/twice", connectTwice},
		{"connect/send-before", connectSendBefore},
		{"connect/recv-before", connectRecvBefore},
		{"connect/names-both-ends", connectNames},
		{"connect/wrong-family", connectWrongFamily},
		{"connect/listening-socket-cannot", connectListener},
	}
}

// Without a server there is nobody to connect to (S66, S80).
func connectRefused(e *env) {
	addr := e.deaf()
	err := e.tcp(e.Client).Connect(addr)
	e.fails("connect", err, socket.ECONNREFUSED)
	e.equal("errno", socket.ECONNREFUSED, socket.ErrnoOf(err))
	for _, part := range []string{"connect", addr.String(), "refused"} {
		if err != nil && !strings.Contains(err.Error(), part) {
			e.Errorf("the error %q does not say %q", err, part)
		}
	}
}

// Once the server listens, a new socket connects: start it first (S66).
func connectRefusedAgain(e *env) {
	l := e.tcp(e.Server)
	addr := e.bind(l, e.ServerIP)
	e.fails("connect before listen", e.tcp(e.Client).Connect(addr), socket.ECONNREFUSED)
	e.must(l.Listen(1))
	e.connect(addr)
}

// On Linux a socket that was refused may connect again, with the options that it
// has; other systems want a new one (S66, S80).
func connectSameAgain(e *env) {
	if !e.linux() {
		e.Skip("other systems than Linux want a new socket")
	}
	for _, timeout := range []time.Duration{socket.NoTimeout, 0} {
		l := e.tcp(e.Server)
		addr := e.bind(l, e.ServerIP)
		client := e.tcp(e.Client)
		e.bind(client, e.ClientIP)
		e.must(client.SetSockOpt(socket.SOL_TCP, socket.TCP_KEEPIDLE, 77))
		client.SetTimeout(timeout)
		e.until("the refusal", func() bool { return errors.Is(client.Connect(addr), socket.ECONNREFUSED) })
		e.must(l.Listen(1))
		client.SetTimeout(socket.NoTimeout)
		e.must(client.Connect(addr))
		e.equal("TCP_KEEPIDLE", 77, e.option(client, socket.TCP_KEEPIDLE))
		e.send(client, "at last")
		e.says(e.accept(l), "at last")
	}
}

// connect_ex returns what connect raises: nothing, ECONNREFUSED, EISCONN,
// EAGAIN for its timeout (S80).
func connectEx(e *env) {
	check := func(s *socket.Socket, addr socket.Addr, want socket.Errno) {
		e.Helper()
		got, err := s.ConnectEx(addr)
		e.must(err)
		e.equal("connect_ex", want, got)
	}
	_, addr := e.listen(1)
	client := e.tcp(e.Client)
	check(client, addr, "")
	check(client, addr, socket.EISCONN)
	check(e.tcp(e.Client), e.deaf(), socket.ECONNREFUSED)
	_, full := e.jammed()
	late := e.tcp(e.Client)
	late.SetTimeout(short)
	check(late, full, socket.EAGAIN)
	check(e.tcp(e.Client), socket.Addr{IP: e.ServerIP, Port: 65536}, socket.EINVAL)
}

// A connection is made once (S68).
func connectTwice(e *env) {
	l, addr := e.listen(2)
	client := e.connect(addr)
	e.fails("second connect", client.Connect(addr), socket.EISCONN)
	e.send(client, "unharmed")
	e.says(e.accept(l), "unharmed")
}

// There is nobody to send to before connect (S68).
func connectSendBefore(e *env) {
	_, err := e.tcp(e.Client).Send([]byte("x"))
	if e.linux() {
		e.fails("send", err, socket.EPIPE)
	} else {
		e.fails("send", err, socket.ENOTCONN, socket.EPIPE)
	}
}

// There is nobody to receive from before connect (S68).
func connectRecvBefore(e *env) {
	s := e.tcp(e.Client)
	_, err := s.Recv(1)
	e.fails("recv", err, socket.ENOTCONN)
	_, err = s.GetPeerName()
	e.fails("getpeername", err, socket.ENOTCONN)
}

// After connect both ends know both addresses (S68, S72).
func connectNames(e *env) {
	client, server := e.pair()
	for _, side := range []struct {
		name    string
		s, peer *socket.Socket
	}{{"client", client, server}, {"server", server, client}} {
		peer, err := side.s.GetPeerName()
		e.must(err)
		e.equal(side.name+"'s peer", e.name(side.peer), peer)
	}
	e.equal("server's address", e.ServerIP.String(), e.name(server).IP.String())
}

// An address belongs to a family, as the socket does (S23, S24, S25, S129).
func connectWrongFamily(e *env) {
	for _, addr := range []socket.Addr{socket.Inet("::1", 80), socket.Unix("/tmp/s")} {
		s := e.tcp(e.Client)
		e.fails("connect "+addr.String(), s.Connect(addr), socket.EAFNOSUPPORT)
		e.fails("bind "+addr.String(), s.Bind(addr), socket.EAFNOSUPPORT)
	}
}

// A listening socket cannot connect: it is passive (S71).
func connectListener(e *env) {
	l, _ := e.listen(1)
	_, addr := e.listen(1)
	e.fails("connect", l.Connect(addr), socket.EISCONN, socket.EOPNOTSUPP)
}
