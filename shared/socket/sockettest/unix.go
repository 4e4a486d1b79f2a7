package sockettest

import (
	"strings"

	"github.com/socketlab/socketlab/shared/socket"
)

func unixCases() []testCase {
	return []testCase{
		{"unix/stream", unixStream},
		{"unix/datagram", unixDatagram},
		{"unix/seqpacket-keeps-records", unixSeqpacket},
		{"unix/peer-close-is-the-end", unixEnd},
	}
}

func unixPathCases() []testCase {
	return []testCase{
		{"unix/path-in-use", unixPathInUse},
		{"unix/missing-path", unixPathMissing},
		{"unix/nobody-listens", unixRefused},
		{"unix/path-too-long", unixPathTooLong},
		{"unix/abstract-name", unixAbstract},
		{"unix/abstract-datagram", unixAbstractDatagram},
		{"unix/unnamed-peer", unixUnnamed},
		{"unix/empty-path", unixEmptyPath},
	}
}

func (e *env) unix(t socket.Type) *socket.Socket {
	e.Helper()
	return e.socket(e.Server, socket.AF_UNIX, t)
}

// unixPair returns two connected AF_UNIX sockets and the listener's address.
func (e *env) unixPair(t socket.Type) (client, server *socket.Socket, addr socket.Addr) {
	e.Helper()
	addr = e.path()
	l := e.unix(t)
	defer l.Close()
	e.must(l.Bind(addr))
	e.must(l.Listen(1))
	client = e.unix(t)
	e.must(client.Connect(addr))
	return client, e.accept(l), addr
}

// An AF_UNIX stream is one as TCP is: of one host, by path (S25, S63).
func unixStream(e *env) {
	client, server, addr := e.unixPair(socket.SOCK_STREAM)
	e.equal("server's address", addr, e.name(server))
	peer, err := client.GetPeerName()
	e.must(err)
	e.equal("client's peer", addr, peer)
	e.send(client, "one")
	e.send(client, "two")
	e.says(server, "onetwo")
	e.send(server, "back")
	e.must(server.Shutdown(socket.SHUT_WR))
	e.says(client, "back")
	e.ends(client)
}

// AF_UNIX datagrams keep their boundaries; a sender with a path gets replies (S25, S64).
func unixDatagram(e *env) {
	to, from := e.path(), socket.Addr{}
	server, client := e.unix(socket.SOCK_DGRAM), e.unix(socket.SOCK_DGRAM)
	e.must(server.Bind(to))
	from = e.path()
	e.must(client.Bind(from))
	e.sendTo(client, "one", to)
	e.sendTo(client, "", to)
	e.sendTo(client, "three", to)
	for _, want := range []string{"one", "", "three"} {
		b, got, err := server.RecvFrom(100)
		e.must(err)
		e.equal("received", want, string(b))
		e.equal("from", from, got)
	}
	e.sendTo(server, "back", from)
	e.says(client, "back")
}

// SOCK_SEQPACKET is a connection that keeps boundaries (S30, S113).
func unixSeqpacket(e *env) {
	e.path() // skips where there is no AF_UNIX
	if !e.linux() {
		_, err := socket.New(e.Server, socket.AF_UNIX, socket.SOCK_SEQPACKET, 0)
		if err != nil {
			e.fails("SOCK_SEQPACKET", err, socket.EPROTONOSUPPORT, socket.ESOCKTNOSUPPORT, socket.EPROTOTYPE)
			return
		}
	}
	client, server, _ := e.unixPair(socket.SOCK_SEQPACKET)
	e.send(client, "one")
	e.send(client, "twotwo")
	e.send(client, "three")
	e.says(server, "one")
	b, err := server.Recv(3) // the record's end is lost
	e.must(err)
	e.equal("a cut record", "two", string(b))
	e.says(server, "three")
	e.must(client.Close())
	e.ends(server)
}

// The peer's close is length 0 here too, and sending to it EPIPE (S75).
func unixEnd(e *env) {
	client, server, _ := e.unixPair(socket.SOCK_STREAM)
	waiting := async(func() ([]byte, error) { return server.Recv(1) })
	e.settle()
	e.must(client.Close())
	b, err := waiting()
	e.must(err)
	e.equal("a waiting recv", 0, len(b))
	_, err = server.Send([]byte("x"))
	e.fails("send", err, socket.EPIPE)
}

// A path stays in use after close: it is a file, to be removed (S25, S90).
func unixPathInUse(e *env) {
	addr := e.path()
	first := e.unix(socket.SOCK_STREAM)
	e.must(first.Bind(addr))
	e.fails("bind", e.unix(socket.SOCK_STREAM).Bind(addr), socket.EADDRINUSE)
	e.must(first.Close())
	e.fails("bind after close", e.unix(socket.SOCK_STREAM).Bind(addr), socket.EADDRINUSE)
}

// A path that is not there cannot be reached (S25, S66).
func unixPathMissing(e *env) {
	addr := e.path()
	e.fails("connect", e.unix(socket.SOCK_STREAM).Connect(addr), socket.ENOENT)
	_, err := e.unix(socket.SOCK_DGRAM).SendTo([]byte("x"), addr)
	e.fails("sendto", err, socket.ENOENT)
	e.fails("bind in a missing folder", e.unix(socket.SOCK_STREAM).Bind(socket.Unix(addr.Path+"/s")), socket.ENOENT)
}

// A path nobody listens on refuses (S25, S66).
func unixRefused(e *env) {
	addr := e.path()
	e.must(e.unix(socket.SOCK_STREAM).Bind(addr))
	e.fails("connect", e.unix(socket.SOCK_STREAM).Connect(addr), socket.ECONNREFUSED)
}

// Paths are short: some 100 bytes (S25).
func unixPathTooLong(e *env) {
	addr := e.path()
	addr.Path += strings.Repeat("x", 200)
	e.fails("bind", e.unix(socket.SOCK_STREAM).Bind(addr), socket.ENAMETOOLONG)
	e.fails("connect", e.unix(socket.SOCK_STREAM).Connect(addr), socket.ENAMETOOLONG)
}

// Linux has names that are no files; they end with the socket (S25).
func unixAbstract(e *env) {
	name := strings.ReplaceAll(e.path().Path, "/", "-")
	if !e.linux() {
		e.Skip("abstract names are Linux's")
	}
	for _, addr := range []socket.Addr{socket.Unix("@" + name), socket.Unix("\x00" + name)} {
		l := e.unix(socket.SOCK_STREAM) // the same name again: close freed it
		e.must(l.Bind(addr))
		e.must(l.Listen(1))
		e.equal("name", "@"+name, e.name(l).Path)
		client := e.unix(socket.SOCK_STREAM)
		e.must(client.Connect(addr))
		e.send(client, "abstract")
		e.says(e.accept(l), "abstract")
		e.must(l.Close())
	}
}

// Abstract names are the senders' and receivers' of datagrams too (S25, S64).
func unixAbstractDatagram(e *env) {
	name := "@" + strings.ReplaceAll(e.path().Path, "/", "-")
	if !e.linux() {
		e.Skip("abstract names are Linux's")
	}
	server, client := e.unix(socket.SOCK_DGRAM), e.unix(socket.SOCK_DGRAM)
	e.must(server.Bind(socket.Unix(name)))
	e.must(client.Bind(socket.Unix(name + "-client")))
	e.sendTo(client, "abstract", socket.Unix(name))
	b, from, err := server.RecvFrom(100)
	e.must(err)
	e.equal("received", "abstract", string(b))
	e.equal("from", socket.Unix(name+"-client"), from)
}

// A client that did not bind has no name (S25, S69).
func unixUnnamed(e *env) {
	addr := e.path()
	l := e.unix(socket.SOCK_STREAM)
	e.must(l.Bind(addr))
	e.must(l.Listen(1))
	client := e.unix(socket.SOCK_STREAM)
	e.must(client.Connect(addr))
	server, from, err := l.Accept()
	e.must(err)
	peer, err := server.GetPeerName()
	e.must(err)
	for what, a := range map[string]socket.Addr{"accept": from, "getpeername": peer, "getsockname": e.name(client)} {
		if !a.IsZero() {
			e.Errorf("%s says %q, want no name", what, a)
		}
	}
}

// An address of AF_UNIX is a path (S25).
func unixEmptyPath(e *env) {
	e.path() // skips where there is no AF_UNIX
	e.fails("bind", e.unix(socket.SOCK_STREAM).Bind(socket.Unix("")), socket.EINVAL)
	e.fails("connect", e.unix(socket.SOCK_STREAM).Connect(socket.Unix("")), socket.EINVAL)
}
