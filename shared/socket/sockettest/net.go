package sockettest

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/socketlab/socketlab/shared/socket"
)

func netCases() []testCase {
	return []testCase{
		{"net/dial-and-listen", netStream},
		{"net/dial-and-listen-unix", netUnix},
		{"net/dial-by-name", netName},
		{"net/dial-udp", netDialUDP},
		{"net/half-close", netHalfClose},
		{"net/echo-goes-on-after-half-close", netEchoWhole},
		{"net/close-sends-what-was-written", netCloseSends},
		{"net/reset", netReset},
		{"net/socket-under-a-connection", netSocket},
	}
}

func netErrorCases() []testCase {
	return []testCase{
		{"net/dial-refused", netRefused},
		{"net/dial-is-cancelled", netCancel},
		{"net/dial-cancelled-before", netCancelled},
		{"net/listen-on-a-taken-port", netTaken},
		{"net/close-ends-accept-and-read", netClosed},
		{"net/unknown-networks", netUnknown},
		{"net/bad-addresses", netBadAddress},
	}
}

func (e *env) anyPort() string { return net.JoinHostPort(e.ServerIP.String(), "0") }

// Dial and Listen return package net's types, whose addresses agree (S39, S63).
func netStream(e *env) {
	client, server := e.conns()
	e.equal("client's remote address", server.LocalAddr().String(), client.RemoteAddr().String())
	e.equal("server's remote address", client.LocalAddr().String(), server.RemoteAddr().String())
	if _, ok := client.LocalAddr().(*net.TCPAddr); !ok {
		e.Errorf("the address is a %T, want a *net.TCPAddr", client.LocalAddr())
	}
	e.equal("network", "tcp", client.RemoteAddr().Network())
	_, err := client.Write([]byte("hello"))
	e.must(err)
	e.must(client.Close())
	b, err := io.ReadAll(server)
	e.must(err)
	e.equal("read", "hello", string(b))
}

// The same by AF_UNIX path, records too (S25, S30).
func netUnix(e *env) {
	networks := []string{"unix"}
	if e.linux() {
		networks = append(networks, "unixpacket")
	}
	for _, network := range networks {
		path := e.path().Path
		l, err := socket.Listen(e.Context(), e.Server, network, path)
		e.must(err)
		client, err := socket.Dial(e.Context(), e.Server, network, path)
		e.must(err)
		server, err := l.Accept()
		e.must(err)
		e.equal("address", &net.UnixAddr{Name: path, Net: network}, client.RemoteAddr().(*net.UnixAddr))
		_, err = server.Write([]byte("hello"))
		e.must(err)
		e.must(server.Close())
		b, err := io.ReadAll(client)
		e.must(err)
		e.equal("read", "hello", string(b))
	}
}

// Names are resolved by the stack; "localhost" always is (S94).
func netName(e *env) {
	e.needsStreams()
	l, err := socket.Listen(e.Context(), e.Server, "tcp4", "localhost:0")
	e.must(err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	e.must(err)
	client, err := socket.Dial(e.Context(), e.Server, "tcp4", "localhost:"+port)
	e.must(err)
	e.equal("remote address", l.Addr().String(), client.RemoteAddr().String())
}

// A dialled UDP socket is connected; empty datagrams are no end (S64, S120).
func netDialUDP(e *env) {
	server, err := socket.ListenPacket(e.Context(), e.Server, "udp", e.anyPort())
	e.must(err)
	client, err := socket.Dial(e.Context(), e.Client, "udp", server.LocalAddr().String())
	e.must(err)
	for _, text := range []string{"hello", "", "bye"} {
		_, err = client.Write([]byte(text))
		e.must(err)
		b := make([]byte, 10)
		n, from, err := server.ReadFrom(b)
		e.must(err)
		e.equal("read", text, string(b[:n]))
		e.equal("from", client.LocalAddr().String(), from.String())
		_, err = server.WriteTo(b[:n], from)
		e.must(err)
		n, err = client.Read(b)
		e.must(err)
		e.equal("echo", text, string(b[:n]))
	}
}

// CloseWrite half-closes (S65, S75).
func netHalfClose(e *env) {
	client, server := e.conns()
	e.must(client.(interface{ CloseWrite() error }).CloseWrite())
	b, err := io.ReadAll(server)
	e.must(err)
	e.equal("read", "", string(b))
	_, err = server.Write([]byte("answer"))
	e.must(err)
	e.must(server.Close())
	b, err = io.ReadAll(client)
	e.must(err)
	e.equal("read", "answer", string(b))
}

// The Socket under a connection is there for its options: no Nagle (S50).
func netSocket(e *env) {
	client, server := e.conns()
	for _, c := range []net.Conn{client, server} {
		s := c.(interface{ Socket() *socket.Socket }).Socket()
		e.equal("TCP_NODELAY", true, e.option(s, socket.TCP_NODELAY) != 0)
	}
}

// A failure is a *net.OpError around the errno (S80, S66).
func netRefused(e *env) {
	_, err := socket.Dial(e.Context(), e.Client, "tcp", e.deaf().String())
	e.fails("dial", err, socket.ECONNREFUSED)
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "dial" || op.Addr == nil {
		e.Errorf("the error is %#v, want a *net.OpError with an address", err)
	}
}

// A Dial that waits ends with its context (S80, S82).
func netCancel(e *env) {
	_, addr := e.jammed()
	ctx, cancel := context.WithCancel(e.Context())
	defer cancel()
	waiting := begin(func() error { _, err := socket.Dial(ctx, e.Client, "tcp", addr.String()); return err })
	e.settle()
	cancel()
	e.fails("dial", waiting(), context.Canceled)
}

// A context that is over dials nobody (S80).
func netCancelled(e *env) {
	_, addr := e.listen(1)
	ctx, cancel := context.WithCancel(e.Context())
	cancel()
	c, err := socket.Dial(ctx, e.Client, "tcp", addr.String())
	e.fails("dial", err, context.Canceled)
	if c != nil {
		e.Error("dial returned a connection")
	}
}

// Listen and ListenPacket say when a port is taken (S90, S93).
func netTaken(e *env) {
	e.needsStreams()
	l, err := socket.Listen(e.Context(), e.Server, "tcp", e.anyPort())
	e.must(err)
	_, err = socket.Listen(e.Context(), e.Server, "tcp", l.Addr().String())
	e.fails("listen", err, socket.EADDRINUSE)
	p, err := socket.ListenPacket(e.Context(), e.Server, "udp", e.anyPort())
	e.must(err)
	_, err = socket.ListenPacket(e.Context(), e.Server, "udp", p.LocalAddr().String())
	e.fails("listen", err, socket.EADDRINUSE)
}

// Close ends an Accept and a Read that wait (S74, S76).
func netClosed(e *env) {
	e.needsStreams()
	l, err := socket.Listen(e.Context(), e.Server, "tcp", e.anyPort())
	e.must(err)
	accepting := begin(func() error { _, err := l.Accept(); return err })
	client, _ := e.conns()
	waiting := reading(client)
	e.settle()
	e.must(l.Close())
	e.must(client.Close())
	e.fails("a waiting accept", accepting(), net.ErrClosed)
	_, err = waiting()
	e.fails("a waiting read", err, net.ErrClosed)
}

// Networks have package net's names, and each function its own (S26, S27).
func netUnknown(e *env) {
	var unknown net.UnknownNetworkError
	_, dial := socket.Dial(e.Context(), e.Client, "tcp5", "127.0.0.1:80")
	_, listen := socket.Listen(e.Context(), e.Server, "udp", e.anyPort())
	_, packet := socket.ListenPacket(e.Context(), e.Server, "tcp", e.anyPort())
	for what, err := range map[string]error{"dial": dial, "listen": listen, "listen packet": packet} {
		if !errors.As(err, &unknown) {
			e.Errorf("%s: got error %v, want a net.UnknownNetworkError", what, err)
		}
	}
}

// A bad address says what is wrong with it (S88).
func netBadAddress(e *env) {
	for _, address := range []string{"127.0.0.1", "127.0.0.1:65536", "127.0.0.1:-1", "[::1:80"} {
		if c, err := socket.Dial(e.Context(), e.Client, "tcp", address); err == nil {
			e.Errorf("dialled %s: %v", address, c.RemoteAddr())
		}
		if l, err := socket.Listen(e.Context(), e.Server, "tcp", address); err == nil {
			e.Errorf("listening on %s: %v", address, l.Addr())
		}
	}
}
