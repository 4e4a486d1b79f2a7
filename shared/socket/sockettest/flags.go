package sockettest

import "github.com/socketlab/socketlab/shared/socket"

func flagCases() []testCase {
	return []testCase{
		{"flags/peek-does-not-consume", flagPeek},
		{"flags/waitall-fills-the-buffer", flagWaitAll},
		{"flags/waitall-ends-short-at-the-end", flagWaitAllEnd},
		{"flags/dontwait-does-not-wait", flagDontWait},
		{"flags/dontwait-does-not-queue-behind-a-waiting-recv", flagDontWaitBeside},
		{"flags/dontwait-send-is-partial", flagDontWaitSend},
		{"flags/oob-is-beside-the-stream", flagOOB},
	}
}

// MSG_PEEK leaves the bytes where they are (S57, S84).
func flagPeek(e *env) {
	client, server := e.pair()
	e.send(client, "hello")
	for range 2 {
		b, err := server.Recv(1, socket.MSG_PEEK)
		e.must(err)
		e.equal("peeked", "h", string(b))
	}
	e.says(server, "hello")
}

// MSG_WAITALL waits until the buffer is full (S57, S84).
func flagWaitAll(e *env) {
	client, server := e.pair()
	received := async(func() ([]byte, error) { return server.Recv(10, socket.MSG_WAITALL) })
	e.send(client, "01234")
	e.settle()
	e.send(client, "56789+")
	b, err := received()
	e.must(err)
	e.equal("received", "0123456789", string(b))
	e.says(server, "+")
}

// MSG_WAITALL returns what came before the end of the stream (S57, S75).
func flagWaitAllEnd(e *env) {
	client, server := e.pair()
	received := async(func() ([]byte, error) { return server.Recv(10, socket.MSG_WAITALL) })
	e.send(client, "01234")
	e.must(client.Close())
	b, err := received()
	e.must(err)
	e.equal("received", "01234", string(b))
	e.ends(server)
}

// MSG_DONTWAIT makes one call non-blocking: EAGAIN, and the socket's timeout
// is as it was (S57, S77).
func flagDontWait(e *env) {
	client, server := e.pair()
	_, err := server.Recv(1, socket.MSG_DONTWAIT)
	e.fails("recv", err, socket.EAGAIN)
	e.equal("timeout", socket.NoTimeout, server.GetTimeout())
	e.send(client, "x")
	e.says(server, "x")
}

// A call that may not wait gets its answer while another call waits (S76, S77).
func flagDontWaitBeside(e *env) {
	client, server := e.pair()
	waiting := async(func() ([]byte, error) { return server.Recv(10) })
	e.settle()
	for range 10 {
		_, err := server.Recv(1, socket.MSG_DONTWAIT)
		e.fails("recv beside a waiting recv", err, socket.EAGAIN)
	}
	e.send(client, "x")
	b, err := waiting()
	e.must(err)
	e.equal("the waiting recv", "x", string(b))
}

// MSG_DONTWAIT on a blocking socket's send: what fits, then EAGAIN, also while
// another send waits (S57, S78).
func flagDontWaitSend(e *env) {
	client, server := e.narrow()
	total, err := stuff(client, socket.MSG_DONTWAIT)
	e.fails("send", err, socket.EAGAIN)
	waiting := begin(func() error { return client.SendAll(make([]byte, 1<<20)) })
	e.settle()
	more, err := stuff(client, socket.MSG_DONTWAIT)
	e.fails("send beside a waiting send", err, socket.EAGAIN)
	received := async(func() (int, error) { return drain(server), nil })
	e.must(waiting())
	e.must(client.Close())
	n, _ := received()
	e.equal("bytes that arrive", total+more+1<<20, n)
}

// MSG_OOB carries one urgent byte beside the stream (S57; RFC 6093).
func flagOOB(e *env) {
	client, server := e.pair()
	e.send(client, "ab")
	_, err := client.Send([]byte("!"), socket.MSG_OOB)
	e.must(err)
	e.send(client, "cd")
	var urgent []byte
	e.until("the arrival of the urgent byte", func() bool {
		var err error
		urgent, err = server.Recv(1, socket.MSG_OOB|socket.MSG_DONTWAIT)
		return err == nil
	})
	e.equal("urgent", "!", string(urgent)) // before what was sent before it
	e.says(server, "abcd")
}
