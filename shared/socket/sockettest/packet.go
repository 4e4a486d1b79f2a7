package sockettest

import (
	"net"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

func packetCases() []testCase {
	return []testCase{
		{"packet/read-from-and-write-to", packetEcho},
		{"packet/deadline", packetDeadline},
		{"packet/close-ends-a-waiting-read", packetClose},
		{"packet/unixgram", packetUnix},
	}
}

// packets returns a net.PacketConn on each host.
func (e *env) packets() (client, server net.PacketConn) {
	e.Helper()
	server, err := socket.ListenPacket(e.Context(), e.Server, "udp", e.anyPort())
	e.must(err)
	client, err = socket.ListenPacket(e.Context(), e.Client, "udp", net.JoinHostPort(e.ClientIP.String(), "0"))
	e.must(err)
	return client, server
}

// A PacketConn's addresses are those that it can write to (S64, S123).
func packetEcho(e *env) {
	client, server := e.packets()
	if _, ok := server.LocalAddr().(*net.UDPAddr); !ok {
		e.Errorf("the address is a %T, want a *net.UDPAddr", server.LocalAddr())
	}
	_, err := client.WriteTo([]byte("question"), server.LocalAddr())
	e.must(err)
	b := make([]byte, 100)
	n, from, err := server.ReadFrom(b)
	e.must(err)
	e.equal("read", "question", string(b[:n]))
	e.equal("from", client.LocalAddr().String(), from.String())
	_, err = server.WriteTo([]byte("answer"), from)
	e.must(err)
	n, from, err = client.ReadFrom(b)
	e.must(err)
	e.equal("read", "answer", string(b[:n]))
	e.equal("from", server.LocalAddr().String(), from.String())
}

// A deadline ends a ReadFrom that waits, and later ones; then it is moved (S82).
func packetDeadline(e *env) {
	client, server := e.packets()
	waiting := begin(func() error { _, _, err := server.ReadFrom(make([]byte, 10)); return err })
	e.settle()
	e.must(server.SetReadDeadline(time.Unix(1, 0)))
	e.timesOut("a waiting read", waiting())
	_, _, err := server.ReadFrom(make([]byte, 10))
	e.timesOut("read", err)
	e.must(server.SetReadDeadline(time.Now().Add(patience)))
	_, err = client.WriteTo([]byte("x"), server.LocalAddr())
	e.must(err)
	n, _, err := server.ReadFrom(make([]byte, 10))
	e.must(err)
	e.equal("bytes read", 1, n)
	e.must(client.SetWriteDeadline(time.Unix(1, 0)))
	_, err = client.WriteTo([]byte("x"), server.LocalAddr())
	e.timesOut("write", err)
}

// Close ends a ReadFrom that waits, and everything afterwards (S76).
func packetClose(e *env) {
	client, server := e.packets()
	waiting := begin(func() error { _, _, err := server.ReadFrom(make([]byte, 10)); return err })
	e.settle()
	e.must(server.Close())
	e.fails("a waiting read", waiting(), net.ErrClosed)
	_, err := server.WriteTo([]byte("x"), client.LocalAddr())
	e.fails("write", err, net.ErrClosed)
}

// AF_UNIX datagrams as a PacketConn (S25).
func packetUnix(e *env) {
	at, from := e.path().Path, e.path().Path
	server, err := socket.ListenPacket(e.Context(), e.Server, "unixgram", at)
	e.must(err)
	client, err := socket.ListenPacket(e.Context(), e.Server, "unixgram", from)
	e.must(err)
	_, err = client.WriteTo([]byte("x"), server.LocalAddr())
	e.must(err)
	b := make([]byte, 10)
	n, sender, err := server.ReadFrom(b)
	e.must(err)
	e.equal("read", "x", string(b[:n]))
	e.equal("from", &net.UnixAddr{Name: from, Net: "unixgram"}, sender.(*net.UnixAddr))
}
