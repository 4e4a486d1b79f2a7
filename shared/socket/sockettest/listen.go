package sockettest

import (
	"github.com/socketlab/socketlab/shared/socket"
)

func listenCases() []testCase {
	return []testCase{
		{"listen/cannot-recv", listenRecv},
		{"listen/cannot-send", listenSend},
		{"listen/unbound-gets-a-port-of-its-own", listenUnbound},
		{"listen/closed-refuses-new-clients", listenClosedRefuses},
		{"listen/closed-leaves-accepted-clients", listenClosedLeaves},
		{"listen/closed-resets-queued-clients", listenClosedResets},
		{"listen/again-is-allowed", listenAgain},
		{"listen/datagram-socket-cannot", listenDatagram},
	}
}

func backlogCases() []testCase {
	return []testCase{
		{"backlog/n-plus-one-connect", backlogExact},
		{"backlog/zero-is-legal", backlogZero},
		{"backlog/negative-is-zero", backlogNegative},
		{"backlog/is-no-limit-of-clients", backlogNoLimit},
		{"backlog/room-lets-a-waiting-connect-through", backlogRoom},
	}
}

// A listening socket has no peer to receive from (S71).
func listenRecv(e *env) {
	l, _ := e.listen(1)
	_, err := l.Recv(1)
	e.fails("recv", err, socket.ENOTCONN)
}

// A listening socket has no peer to send to (S71).
func listenSend(e *env) {
	l, _ := e.listen(1)
	_, err := l.Send([]byte("x"))
	e.fails("send", err, socket.EPIPE, socket.ENOTCONN)
}

// listen without bind chooses a port, which no client can guess (S70).
func listenUnbound(e *env) {
	l := e.tcp(e.Server)
	e.must(l.Listen(1))
	addr := e.name(l)
	if addr.Port == 0 {
		e.Fatal("the port is 0")
	}
	e.connect(socket.Addr{IP: e.ServerIP, Port: addr.Port})
	e.accept(l)
}

// Nobody connects to a port whose listener is closed (S66, S74).
func listenClosedRefuses(e *env) {
	l, addr := e.listen(1)
	e.must(l.Close())
	e.fails("connect", e.tcp(e.Client).Connect(addr), socket.ECONNREFUSED)
}

// Connections accepted before the listener was closed go on (S74).
func listenClosedLeaves(e *env) {
	l, addr := e.listen(1)
	client := e.connect(addr)
	server := e.accept(l)
	e.must(l.Close())
	e.send(client, "still here")
	e.says(server, "still here")
	e.send(server, "me too")
	e.says(client, "me too")
}

// A client that was connected but not accepted gets a reset (S74, S116).
func listenClosedResets(e *env) {
	l, addr := e.listen(1)
	client := e.connect(addr)
	e.must(l.Close())
	b, err := client.Recv(1)
	if e.linux() {
		e.fails("recv", err, socket.ECONNRESET)
	} else if err == nil && len(b) > 0 {
		e.Errorf("recv returned %q, want an error or the end", b)
	}
}

// listen may be called again, to change the backlog (S81).
func listenAgain(e *env) {
	l, addr := e.listen(1)
	e.must(l.Listen(5))
	e.connect(addr)
	e.accept(l)
}

// Only sockets with connections listen (S64, S95).
func listenDatagram(e *env) {
	s := e.udp(e.Server)
	e.bind(s, e.ServerIP)
	e.fails("listen", s.Listen(1), socket.EOPNOTSUPP)
	_, _, err := s.Accept()
	e.fails("accept", err, socket.EOPNOTSUPP, socket.EINVAL)
}

// With a backlog of n, Linux queues n+1 connections; the next connect gets no
// answer, not a refusal (S81, S111).
func backlogExact(e *env) {
	if !e.linux() {
		e.Skip("n+1 is Linux's number; other systems have others")
	}
	for _, n := range []int{0, 1, 3} {
		l, addr := e.listen(n)
		for i := range n + 1 {
			e.connect(addr)
			// Of a listening socket, Linux's tcpi_unacked is the queue's length.
			e.until("the queueing of a connection", func() bool {
				info, err := l.TCPInfo()
				e.must(err)
				return info.Unacked == i+1
			})
		}
		late := e.tcp(e.Client)
		late.SetTimeout(2 * short)
		e.timesOut("connect beyond the backlog", late.Connect(addr))
	}
}

// listen(0) is legal, and lets at least one client in (S81, S111).
func backlogZero(e *env) {
	l, addr := e.listen(0)
	client := e.connect(addr)
	server := e.accept(l)
	e.send(client, "x")
	e.says(server, "x")
}

// A negative backlog counts as 0, as in Python (S81, S111).
func backlogNegative(e *env) {
	l, addr := e.listen(-5)
	e.connect(addr)
	e.accept(l)
}

// The backlog bounds only those not accepted: listen(1) serves many (S81, S111).
func backlogNoLimit(e *env) {
	l, addr := e.listen(1)
	var clients, servers []*socket.Socket
	for range 20 {
		clients = append(clients, e.connect(addr))
		servers = append(servers, e.accept(l))
	}
	for i, client := range clients {
		e.send(client, "x")
		e.says(servers[i], "x")
	}
}

// A connect that waits because the queue is full succeeds once accept has made
// room, when the client's SYN is sent again (S81, S111).
func backlogRoom(e *env) {
	l, addr := e.jammed()
	late := e.tcp(e.Client)
	waiting := begin(func() error { return late.Connect(addr) })
	e.settle()
	l.SetTimeout(short)
	for {
		if _, _, err := l.Accept(); err != nil {
			e.timesOut("accept from an emptied queue", err)
			break
		}
	}
	l.SetTimeout(socket.NoTimeout)
	e.must(waiting())
	server := e.accept(l)
	e.send(late, "at last")
	e.says(server, "at last")
}
