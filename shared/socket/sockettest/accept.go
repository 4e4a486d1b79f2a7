package sockettest

import (
	"github.com/socketlab/socketlab/shared/socket"
)

func acceptCases() []testCase {
	return []testCase{
		{"accept/returns-a-new-socket", acceptNewSocket},
		{"accept/waits-for-a-client", acceptWaits},
		{"accept/connect-returns-before-it", acceptAfterConnect},
		{"accept/serves-clients-in-turn", acceptInTurn},
		{"accept/closing-one-client-leaves-the-others", acceptCloseOne},
		{"accept/needs-listen", acceptNeedsListen},
		{"accept/client-that-left-while-queued-is-accepted", acceptLeft},
		{"accept/socket-creation-connects-nobody", acceptNobody},
	}
}

// accept returns a new socket with the listener's address, and the client's
// address (S72).
func acceptNewSocket(e *env) {
	l, addr := e.listen(1)
	client := e.connect(addr)
	server, from, err := l.Accept()
	e.must(err)
	if server == l || (server.Fileno() >= 0 && server.Fileno() == l.Fileno()) {
		e.Error("accept returned the listening socket itself")
	}
	e.equal("address from accept", e.name(client), from)
	e.equal("accepted socket's own address", addr, e.name(server))
	peer, err := server.GetPeerName()
	e.must(err)
	e.equal("accepted socket's peer", e.name(client), peer)
	e.equal("family", socket.AF_INET, server.Family())
	e.equal("type", socket.SOCK_STREAM, server.Type())
}

// accept waits until somebody connects (S66, S76).
func acceptWaits(e *env) {
	l, addr := e.listen(1)
	accepted := async(func() (*socket.Socket, error) { s, _, err := l.Accept(); return s, err })
	e.settle()
	client := e.connect(addr)
	server, err := accepted()
	e.must(err)
	e.send(client, "x")
	e.says(server, "x")
}

// The system completes connections: connect returns though nobody accepts (S65, S81).
func acceptAfterConnect(e *env) {
	l, addr := e.listen(5)
	client := e.connect(addr)
	e.send(client, "sent before accept")
	e.says(e.accept(l), "sent before accept")
}

// Clients are accepted in the order in which they connected (S85).
func acceptInTurn(e *env) {
	l, addr := e.listen(10)
	var want, got []socket.Addr
	for range 5 {
		client := e.connect(addr)
		e.send(client, "x") // what follows the handshake shows that it is over
		want = append(want, e.name(client))
	}
	for range 5 {
		server, from, err := l.Accept()
		e.must(err)
		e.says(server, "x")
		got = append(got, from)
	}
	e.equal("order of clients", want, got)
}

// Closing an accepted socket ends that client, not the others, nor the
// listener (S73, S72).
func acceptCloseOne(e *env) {
	l, addr := e.listen(5)
	client1 := e.connect(addr)
	server1 := e.accept(l)
	client2 := e.connect(addr)
	server2 := e.accept(l)
	e.must(server1.Close())
	e.ends(client1)
	e.send(client2, "x")
	e.says(server2, "x")
	client3 := e.connect(addr)
	e.send(client3, "y")
	e.says(e.accept(l), "y")
}

// accept without listen is EINVAL (S70, S71).
func acceptNeedsListen(e *env) {
	s := e.tcp(e.Server)
	e.bind(s, e.ServerIP)
	_, _, err := s.Accept()
	e.fails("accept", err, socket.EINVAL)
}

// A client that sent and closed while it waited in the queue is still
// accepted: its bytes and its end are there (S75, S81).
func acceptLeft(e *env) {
	l, addr := e.listen(1)
	client := e.connect(addr)
	e.send(client, "gone")
	e.must(client.Close())
	server := e.accept(l)
	e.says(server, "gone")
	e.ends(server)
}

// Creating sockets, or a server, sends nothing: connect does the handshake (S106, S124).
func acceptNobody(e *env) {
	l, addr := e.listen(1)
	client := e.tcp(e.Client)
	l.SetTimeout(short)
	_, _, err := l.Accept()
	e.timesOut("accept with a client that did not connect", err)
	_, err = client.GetPeerName()
	e.fails("getpeername before connect", err, socket.ENOTCONN)
	l.SetTimeout(socket.NoTimeout)
	e.must(client.Connect(addr))
	e.accept(l)
}
