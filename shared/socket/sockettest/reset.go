package sockettest

import "github.com/socketlab/socketlab/shared/socket"

func resetCases() []testCase {
	return []testCase{
		{"reset/close-with-unread-data", resetUnread},
		{"reset/linger-zero", resetLinger},
		{"reset/wakes-a-waiting-recv", resetWakes},
		{"reset/send-after-it-fails", resetThenSend},
		{"reset/data-to-a-closed-peer", resetClosedPeer},
		{"reset/one-abnormal-client-harms-nobody-else", resetHarmsNobody},
	}
}

// abort closes s with a reset: SO_LINGER on, 0 seconds.
func (e *env) abort(s *socket.Socket) {
	e.Helper()
	e.must(s.SetSockOpt(socket.SOL_SOCKET, socket.SO_LINGER, 0))
	e.must(s.Close())
}

// A peer that closes and leaves data unread sends a reset, no end (S115).
func resetUnread(e *env) {
	client, server := e.pair()
	e.send(client, "unread")
	_, err := server.Recv(1, socket.MSG_PEEK) // it has arrived
	e.must(err)
	e.must(server.Close())
	_, err = client.Recv(10)
	e.fails("recv", err, socket.ECONNRESET)
}

// SO_LINGER with 0 seconds makes close send a reset (S115).
func resetLinger(e *env) {
	client, server := e.pair()
	e.abort(client)
	_, err := server.Recv(10)
	e.fails("recv", err, socket.ECONNRESET)
}

// A recv that waits fails when the reset arrives (S76, S115).
func resetWakes(e *env) {
	client, server := e.pair()
	waiting := begin(func() error { _, err := server.Recv(10); return err })
	e.settle()
	e.abort(client)
	e.fails("a waiting recv", waiting(), socket.ECONNRESET)
}

// Once the reset has been told, send fails with EPIPE (S79, S115).
func resetThenSend(e *env) {
	client, server := e.pair()
	e.abort(client)
	_, err := server.Recv(10)
	e.fails("recv", err, socket.ECONNRESET)
	_, err = server.Send([]byte("x"))
	e.fails("send", err, socket.EPIPE)
	e.ends(server)
}

// Sending to a peer that has closed succeeds at first, and fails once its
// reset has come back (S83, S115).
func resetClosedPeer(e *env) {
	client, server := e.pair()
	e.must(client.Close())
	e.ends(server)
	e.send(server, "into the void")
	e.until("the failure of send", func() bool {
		_, err := server.Send([]byte("x"))
		if err != nil {
			e.fails("send", err, socket.EPIPE, socket.ECONNRESET)
		}
		return err != nil
	})
}

// A client's reset concerns its own connection only (S73, S115).
func resetHarmsNobody(e *env) {
	l, addr := e.listen(5)
	bad, good := e.connect(addr), e.connect(addr)
	first, second := e.accept(l), e.accept(l)
	e.abort(bad)
	e.send(good, "hello")
	peer, err := first.GetPeerName()
	if err == nil && peer == e.name(good) {
		first, second = second, first
	}
	_, err = first.Recv(1)
	e.fails("recv from the client that reset", err, socket.ECONNRESET)
	e.says(second, "hello")
	third := e.connect(addr)
	e.send(third, "next")
	e.says(e.accept(l), "next")
}
