package sockettest

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/socketlab/socketlab/shared/socket"
)

func streamCases() []testCase {
	return []testCase{
		{"stream/echo", streamEcho},
		{"stream/no-boundaries", streamNoBoundaries},
		{"stream/recv-returns-up-to-size", streamUpToSize},
		{"stream/bytes-are-binary", streamBinary},
		{"stream/recv-may-split-a-character", streamSplitsCharacter},
		{"stream/send-of-nothing-wakes-nobody", streamSendNothing},
		{"stream/recv-of-zero-bytes-consumes-nothing", streamRecvZero},
		{"stream/end-is-length-zero-and-stays", streamEnd},
		{"stream/makefile-reads-lines", streamMakeFile},
	}
}

// A connection carries bytes both ways, in order (S63, S65).
func streamEcho(e *env) {
	client, server := e.pair()
	for _, text := range []string{"hello", "你好，服务器!", "bye"} {
		e.send(client, text)
		e.says(server, text)
		e.send(server, text)
		e.says(client, text)
	}
}

// Two sends may arrive in one recv: a stream has no messages (S63, S122).
func streamNoBoundaries(e *env) {
	client, server := e.pair()
	e.send(client, "one")
	e.send(client, "two")
	e.must(client.Shutdown(socket.SHUT_WR))
	e.says(server, "onetwo")
	e.ends(server)
}

// recv gives what there is, at most size, and keeps the rest for later (S84, S104).
func streamUpToSize(e *env) {
	client, server := e.pair()
	e.send(client, "hello")
	for _, want := range []string{"h", "e", "l", "l", "o"} {
		b, err := server.Recv(1)
		e.must(err)
		e.equal("recv(1)", want, string(b))
	}
	e.send(client, "hello")
	got, err := server.Recv(1 << 20)
	e.must(err)
	if len(got) < 1 || !strings.HasPrefix("hello", string(got)) {
		e.Errorf("recv(1 MiB) returned %q, want the first bytes of hello", got)
	}
}

// What is sent is bytes, no text: all 256 values arrive as they were (S103).
func streamBinary(e *env) {
	client, server := e.pair()
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	e.must(client.SendAll(all))
	got, err := server.Recv(len(all), socket.MSG_WAITALL)
	e.must(err)
	e.equal("received", all, got)
}

// A buffer's end may fall within a character, which then is not UTF-8 (S122).
func streamSplitsCharacter(e *env) {
	client, server := e.pair()
	text := strings.Repeat("你", 342) // 1026 bytes
	e.must(client.SendAll([]byte(text)))
	first, err := server.Recv(1024, socket.MSG_WAITALL)
	e.must(err)
	if len(first) != 1024 || utf8.Valid(first) {
		e.Errorf("recv(1024) gave %d bytes, valid UTF-8: %v; want 1024 that are not", len(first), utf8.Valid(first))
	}
	rest, err := server.Recv(1024)
	e.must(err)
	e.equal("both parts", text, string(first)+string(rest))
}

// send(b"") sends nothing: the receiver goes on waiting (S121).
func streamSendNothing(e *env) {
	client, server := e.pair()
	n, err := client.Send(nil)
	e.must(err)
	e.equal("bytes sent", 0, n)
	server.SetTimeout(short)
	_, err = server.Recv(1024)
	e.timesOut("recv after an empty send", err)
	server.SetTimeout(socket.NoTimeout)
	e.send(client, "x")
	e.says(server, "x")
}

// recv(0) returns nothing and takes nothing from the stream (S84).
func streamRecvZero(e *env) {
	client, server := e.pair()
	e.send(client, "hello")
	_, err := server.Recv(1, socket.MSG_PEEK) // it has arrived
	e.must(err)
	b, err := server.Recv(0)
	e.must(err)
	e.equal("recv(0)", 0, len(b))
	e.says(server, "hello")
}

// When the peer has ended, recv returns length 0, at once and each time, on
// whichever side (S75, S115).
func streamEnd(e *env) {
	client, server := e.pair()
	waiting := async(func() ([]byte, error) { return server.Recv(10) })
	e.settle()
	e.must(client.Close())
	b, err := waiting()
	e.must(err)
	e.equal("a waiting recv", 0, len(b))
	e.ends(server)
	e.ends(server)

	client, server = e.pair()
	e.must(server.Close())
	e.ends(client)
	e.ends(client)
}

// makefile gives a buffered file: readline and flush (S44, S63).
func streamMakeFile(e *env) {
	client, server := e.pair()
	f := server.MakeFile()
	e.send(client, "first\nsecond\nlast")
	e.must(client.Shutdown(socket.SHUT_WR))
	for _, want := range []string{"first\n", "second\n"} {
		line, err := f.ReadString('\n')
		e.must(err)
		e.equal("line", want, line)
	}
	var rest bytes.Buffer
	_, err := f.WriteTo(&rest) // up to the end of the stream
	e.must(err)
	e.equal("rest", "last", rest.String())

	_, err = f.WriteString("reply\n")
	e.must(err)
	client.SetTimeout(short)
	_, err = client.Recv(10)
	e.timesOut("recv before flush", err)
	client.SetTimeout(socket.NoTimeout)
	e.must(f.Flush())
	e.says(client, "reply\n")
}
