package sockettest

import (
	"github.com/socketlab/socketlab/shared/socket"
)

func nonblockingCases() []testCase {
	return []testCase{
		{"nonblocking/accept", nonblockingAccept},
		{"nonblocking/recv", nonblockingRecv},
		{"nonblocking/recvfrom", nonblockingRecvFrom},
		{"nonblocking/connect", nonblockingConnect},
		{"nonblocking/connect-refused", nonblockingRefused},
		{"nonblocking/accepted-sockets-block", nonblockingAccepted},
	}
}

// again reports whether err is EAGAIN; any other error ends the case.
func (e *env) again(err error) bool {
	e.Helper()
	if socket.ErrnoOf(err) == socket.EAGAIN {
		return true
	}
	e.must(err)
	return false
}

// A non-blocking accept fails with EAGAIN until a client is there (S77).
func nonblockingAccept(e *env) {
	l, addr := e.listen(1)
	l.SetBlocking(false)
	_, _, err := l.Accept()
	e.fails("accept", err, socket.EAGAIN)
	client := e.connect(addr)
	var server *socket.Socket
	e.until("the connection", func() bool {
		server, _, err = l.Accept()
		return !e.again(err)
	})
	e.send(client, "x")
	e.says(server, "x")
}

// A non-blocking recv fails with EAGAIN until something is there; the end of
// the stream is something (S77, S75).
func nonblockingRecv(e *env) {
	client, server := e.pair()
	server.SetBlocking(false)
	_, err := server.Recv(10)
	e.fails("recv", err, socket.EAGAIN)
	for _, want := range []string{"x", ""} {
		if want != "" {
			e.send(client, want)
		} else {
			e.must(client.Close())
		}
		var b []byte
		e.until("the arrival", func() bool {
			b, err = server.Recv(10)
			return !e.again(err)
		})
		e.equal("received", want, string(b))
	}
}

// A non-blocking recvfrom fails with EAGAIN until a datagram is there (S77).
func nonblockingRecvFrom(e *env) {
	client, server, from, to := e.datagrams()
	server.SetBlocking(false)
	_, _, err := server.RecvFrom(10)
	e.fails("recvfrom", err, socket.EAGAIN)
	e.sendTo(client, "x", to)
	var b []byte
	var got socket.Addr
	e.until("the arrival", func() bool {
		b, got, err = server.RecvFrom(10)
		return !e.again(err)
	})
	e.equal("received", "x", string(b))
	e.equal("from", from, got)
}

// A non-blocking connect is in progress, and is done when there is a peer (S77, S80).
func nonblockingConnect(e *env) {
	l, addr := e.listen(1)
	s := e.tcp(e.Client)
	s.SetBlocking(false)
	e.fails("connect", s.Connect(addr), socket.EINPROGRESS)
	e.until("the connection", func() bool {
		_, err := s.GetPeerName()
		return err == nil
	})
	pending, err := s.PendingError()
	e.must(err)
	e.equal("SO_ERROR", socket.Errno(""), pending)
	server := e.accept(l)
	e.send(server, "x")
	s.SetBlocking(true)
	e.says(s, "x")
}

// A non-blocking connect that fails leaves its error in SO_ERROR, to be read
// once (S77, S80).
func nonblockingRefused(e *env) {
	s := e.tcp(e.Client)
	s.SetBlocking(false)
	e.fails("connect", s.Connect(e.deaf()), socket.EINPROGRESS)
	var pending socket.Errno
	e.until("the refusal", func() bool {
		var err error
		pending, err = s.PendingError()
		e.must(err)
		return pending != ""
	})
	e.equal("SO_ERROR", socket.ECONNREFUSED, pending)
	number, err := s.GetSockOpt(socket.SOL_SOCKET, socket.SO_ERROR)
	e.must(err)
	e.equal("SO_ERROR when read", 0, number)
}

// Sockets that a non-blocking listener accepts block, as in Python (S77, S72).
func nonblockingAccepted(e *env) {
	l, addr := e.listen(1)
	client := e.connect(addr)
	l.SetBlocking(false)
	var server *socket.Socket
	e.until("the connection", func() bool {
		var err error
		server, _, err = l.Accept()
		return !e.again(err)
	})
	waiting := async(func() ([]byte, error) { return server.Recv(1) })
	e.settle()
	e.send(client, "x")
	b, err := waiting()
	e.must(err)
	e.equal("a waiting recv", "x", string(b))
}
