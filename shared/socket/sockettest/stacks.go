package sockettest

import (
	"net"

	"github.com/socketlab/socketlab/shared/socket"
)

func stackCases() []testCase {
	return []testCase{
		{"stack/close-wakes-every-waiting-call", stackCloseWakes},
		{"stack/close-ends-connections", stackCloseEnds},
		{"stack/closed-makes-no-sockets", stackClosed},
	}
}

// Closing a stack closes its sockets, as a process's exit does: calls that
// wait return (S76, S86).
func stackCloseWakes(e *env) {
	l, _ := e.listen(1)
	_, u, _, _ := e.datagrams()
	waiting := map[string]func() error{
		"accept":   begin(func() error { _, _, err := l.Accept(); return err }),
		"recvfrom": begin(func() error { _, _, err := u.RecvFrom(1); return err }),
	}
	if e.Server != e.Client { // else the peer may be closed first, which is the end
		_, server := e.pair()
		waiting["recv"] = begin(func() error { _, err := server.Recv(1); return err })
	}
	e.settle()
	e.must(e.Server.Close())
	for name, call := range waiting {
		e.fails("a waiting "+name, call(), net.ErrClosed)
	}
}

// Closing a stack ends its connections: the peer sees the end (S75).
func stackCloseEnds(e *env) {
	if e.Server == e.Client {
		e.Skip("one stack is both hosts: closing it closes both ends")
	}
	client, _ := e.pair()
	e.must(e.Server.Close())
	e.ends(client)
}

// A closed stack makes no sockets, its sockets are closed, and closing it
// again is no error (S86).
func stackClosed(e *env) {
	s := e.tcp(e.Server)
	e.must(e.Server.Close())
	_, err := socket.New(e.Server, socket.AF_INET, socket.SOCK_STREAM, 0)
	e.fails("socket", err, net.ErrClosed)
	e.fails("bind", s.Bind(socket.Addr{IP: e.ServerIP}), net.ErrClosed)
	e.must(s.Close())
	e.must(e.Server.Close())
}
