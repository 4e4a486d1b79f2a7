package sockettest

import "github.com/socketlab/socketlab/shared/socket"

func halfCloseCases() []testCase {
	return []testCase{
		{"shutdown/reply-comes-after-half-close", shutdownWriteReply},
		{"shutdown/send-after-shut-wr-fails", shutdownWriteSend},
		{"shutdown/shut-rd-ends-receiving", shutdownRead},
		{"shutdown/shut-rd-wakes-a-waiting-recv", shutdownReadWakes},
		{"shutdown/shut-rdwr-ends-both", shutdownBoth},
		{"shutdown/unconnected-fails", shutdownUnconnected},
		{"shutdown/both-sides-end-in-turn", shutdownInTurn},
	}
}

// After SHUT_WR the peer sees the end, and its reply still comes (S65, S75).
func shutdownWriteReply(e *env) {
	client, server := e.pair()
	e.send(client, "question")
	e.must(client.Shutdown(socket.SHUT_WR))
	e.says(server, "question")
	e.ends(server)
	e.send(server, "answer")
	e.must(server.Close())
	e.says(client, "answer")
	e.ends(client)
}

// After SHUT_WR send fails with EPIPE, and no signal kills the process (S65).
func shutdownWriteSend(e *env) {
	client, server := e.pair()
	e.must(client.Shutdown(socket.SHUT_WR))
	_, err := client.Send([]byte("x"))
	e.fails("send", err, socket.EPIPE)
	e.ends(server)
}

// After SHUT_RD recv returns the end at once; sending goes on (S65, S75).
func shutdownRead(e *env) {
	client, server := e.pair()
	e.must(client.Shutdown(socket.SHUT_RD))
	e.ends(client)
	e.send(client, "still")
	e.says(server, "still")
}

// SHUT_RD ends a recv that already waits (S75, S76).
func shutdownReadWakes(e *env) {
	client, _ := e.pair()
	waiting := async(func() ([]byte, error) { return client.Recv(1) })
	e.settle()
	e.must(client.Shutdown(socket.SHUT_RD))
	b, err := waiting()
	e.must(err)
	e.equal("a waiting recv", 0, len(b))
}

// SHUT_RDWR ends both directions, before close (S65).
func shutdownBoth(e *env) {
	client, server := e.pair()
	e.must(client.Shutdown(socket.SHUT_RDWR))
	e.ends(client)
	_, err := client.Send([]byte("x"))
	e.fails("send", err, socket.EPIPE)
	e.ends(server)
}

// There is nothing to shut down without a connection (S68).
func shutdownUnconnected(e *env) {
	e.fails("shutdown", e.tcp(e.Client).Shutdown(socket.SHUT_RDWR), socket.ENOTCONN)
}

// Each side closes for itself, in either order (S65, S75).
func shutdownInTurn(e *env) {
	for _, serverFirst := range []bool{false, true} {
		first, second := e.pair()
		if serverFirst {
			first, second = second, first
		}
		e.must(first.Shutdown(socket.SHUT_WR))
		e.ends(second)
		e.send(second, "later")
		e.must(second.Shutdown(socket.SHUT_WR))
		e.says(first, "later")
		e.ends(first)
		e.must(first.Close())
		e.must(second.Close())
	}
}
