package sockettest

import (
	"strings"

	"github.com/socketlab/socketlab/shared/socket"
)

func datagramCases() []testCase {
	return []testCase{
		{"datagram/keeps-boundaries", datagramBoundaries},
		{"datagram/recvfrom-says-who", datagramFrom},
		{"datagram/either-side-first", datagramEitherFirst},
		{"datagram/to-nobody-says-nothing", datagramNobody},
		{"datagram/recvfrom-waits", datagramWaits},
		{"datagram/adopts-any-sender", datagramAnySender},
		{"datagram/send-without-peer", datagramNoPeer},
		{"datagram/peek-does-not-consume", datagramPeek},
	}
}

func datagramSizeCases() []testCase {
	return []testCase{
		{"datagram/may-be-empty", datagramEmpty},
		{"datagram/65507-is-the-longest", datagramLongest},
		{"datagram/longer-than-the-buffer-is-cut", datagramCut},
		{"datagram/cut-is-told", datagramCutTold},
		{"datagram/trunc-returns-the-real-length", datagramRealLength},
		{"datagram/cut-may-split-a-character", datagramSplitsCharacter},
	}
}

// One sendto, one recvfrom: datagrams keep their boundaries (S64).
func datagramBoundaries(e *env) {
	client, server, _, to := e.datagrams()
	for _, text := range []string{"one", "twotwo", "three"} {
		e.sendTo(client, text, to)
		e.says(server, text)
	}
	e.sendTo(client, "x", to)
	e.sendTo(client, "x", to)
	e.says(server, "x")
	e.says(server, "x")
}

// recvfrom gives the sender's address, and a reply goes there (S64, S123).
func datagramFrom(e *env) {
	client, server, from, to := e.datagrams()
	e.sendTo(client, "question", to)
	b, got, err := server.RecvFrom(1024)
	e.must(err)
	e.equal("received", "question", string(b))
	e.equal("from", from, got)
	e.sendTo(server, "answer", got)
	b, got, err = client.RecvFrom(1024)
	e.must(err)
	e.equal("received", "answer", string(b))
	e.equal("from", to, got)
}

// A client may send before there is a server: no error, and what it sends once
// the server is there arrives (S67).
func datagramEitherFirst(e *env) {
	client, addr := e.udp(e.Client), e.silent()
	e.sendTo(client, "too early", addr)
	server := e.udp(e.Server)
	e.must(server.Bind(addr))
	e.sendTo(client, "in time", addr)
	for {
		b, err := server.Recv(100)
		e.must(err)
		if string(b) == "in time" {
			return
		}
		e.equal("received", "too early", string(b)) // a slow network may hold it so long
	}
}

// An unconnected socket never hears that nobody is there: sendto succeeds each
// time, and recvfrom waits (S114, S123).
func datagramNobody(e *env) {
	client, addr := e.udp(e.Client), e.silent()
	for range 3 {
		e.sendTo(client, "anybody?", addr)
	}
	client.SetTimeout(short)
	_, _, err := client.RecvFrom(1024)
	e.timesOut("recvfrom", err)
}

// recvfrom waits until a datagram comes (S76).
func datagramWaits(e *env) {
	client, server, _, to := e.datagrams()
	waiting := async(func() ([]byte, error) { b, _, err := server.RecvFrom(10); return b, err })
	e.settle()
	e.sendTo(client, "x", to)
	b, err := waiting()
	e.must(err)
	e.equal("a waiting recvfrom", "x", string(b))
}

// A client that waits for a reply takes anybody's datagram for it (S123).
func datagramAnySender(e *env) {
	client, server, _, to := e.datagrams()
	e.sendTo(client, "question", to)
	_, from, err := server.RecvFrom(1024)
	e.must(err)
	stranger := e.udp(e.Server)
	e.bind(stranger, e.ServerIP)
	e.sendTo(stranger, "trick", from)
	b, got, err := client.RecvFrom(1024)
	e.must(err)
	e.equal("received", "trick", string(b))
	e.equal("from", e.name(stranger), got)
}

// send needs a peer: a datagram socket has none until connect (S120).
func datagramNoPeer(e *env) {
	_, err := e.udp(e.Client).Send([]byte("x"))
	e.fails("send", err, socket.EDESTADDRREQ, socket.ENOTCONN)
}

// MSG_PEEK shows a datagram and its sender, and leaves it (S57).
func datagramPeek(e *env) {
	client, server, from, to := e.datagrams()
	e.sendTo(client, "hello", to)
	b, got, err := server.RecvFrom(2, socket.MSG_PEEK)
	e.must(err)
	e.equal("peeked", "he", string(b))
	e.equal("from", from, got)
	e.says(server, "hello")
}

// An empty datagram arrives as length 0, and is no end (S64, S75).
func datagramEmpty(e *env) {
	client, server, from, to := e.datagrams()
	e.sendTo(client, "", to)
	b, got, err := server.RecvFrom(1024)
	e.must(err)
	e.equal("length", 0, len(b))
	e.equal("from", from, got)
	e.sendTo(client, "more", to)
	e.says(server, "more")
}

// UDP over IPv4 carries 65,507 bytes, and not one more (S64; RFC 768).
func datagramLongest(e *env) {
	client, server, _, to := e.datagrams()
	e.must(client.SetSockOpt(socket.SOL_SOCKET, socket.SO_SNDBUF, 256<<10))
	text := strings.Repeat("x", 65508)
	_, err := client.SendTo([]byte(text), to)
	e.fails("65,508 bytes", err, socket.EMSGSIZE)
	e.sendTo(client, text[:65507], to)
	b, _, err := server.RecvFrom(1 << 17)
	e.must(err)
	e.equal("bytes that arrive", 65507, len(b))
}

// What does not fit into the buffer is lost, not kept (S64, S122).
func datagramCut(e *env) {
	client, server, _, to := e.datagrams()
	e.sendTo(client, "0123456789", to)
	e.sendTo(client, "next", to)
	b, _, err := server.RecvFrom(4)
	e.must(err)
	e.equal("received", "0123", string(b))
	e.says(server, "next")
}

// A recv that cut a datagram says so, one that did not does not (S122).
func datagramCutTold(e *env) {
	h, to := e.receiver()
	client := e.udp(e.Client)
	for _, row := range []struct {
		size int
		want socket.Flags
	}{{4, socket.MSG_TRUNC}, {10, 0}, {11, 0}} {
		e.sendTo(client, "0123456789", to)
		c := &socket.Call{Op: socket.OpRecvFrom, Timeout: socket.NoTimeout, Buf: make([]byte, row.size)}
		e.must(h.Do(c))
		e.equal("bytes", min(row.size, 10), c.N)
		e.equal("flags", row.want, c.Got)
	}
}

// With MSG_TRUNC Linux returns how long the datagram was (S122).
func datagramRealLength(e *env) {
	client, server, _, to := e.datagrams()
	e.sendTo(client, "0123456789", to)
	buf := make([]byte, 4)
	n, err := server.RecvInto(buf, socket.MSG_TRUNC|socket.MSG_PEEK)
	if !e.linux() && err != nil {
		e.fails("recv", err, socket.EOPNOTSUPP)
		return
	}
	e.must(err)
	e.equal("length", 10, n)
	b, err := server.Recv(n)
	e.must(err)
	e.equal("received", "0123456789", string(b))
}

// A datagram cut within a character is no UTF-8 any more (S122).
func datagramSplitsCharacter(e *env) {
	client, server, _, to := e.datagrams()
	text := strings.Repeat("你", 400) // 1200 bytes
	e.sendTo(client, text, to)
	b, _, err := server.RecvFrom(1024)
	e.must(err)
	e.equal("received", text[:1024], string(b))
}
