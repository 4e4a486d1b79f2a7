package trace

import (
	"github.com/socketlab/socketlab/shared/socket"
)

// A script is one run on a network of its own; port is where ephemeral ports
// begin, which differs from run to run.
type script func(server, client *Host, net *fakeNet)

func record(port, limit int, run script) []Event {
	var m Memory
	r := New(Config{Sinks: []Sink{&m}, Cap: limit, Stuck: -1})
	defer r.Close()
	run(r.Host("server"), r.Host("client"), newFake(port))
	return m.Events()
}

// talk is a stream over which text goes, cut into sends and receives.
func talk(text string, sizes ...int) script {
	return func(server, client *Host, net *fakeNet) {
		sst, cst := server.Wrap(net), client.Wrap(net)
		l := listen(sst)
		c := dial(cst)
		conn, from, _ := l.Accept()
		server.Stdout("from " + from.Tuple() + " = " + from.String() + "\n")
		rest := []byte(text)
		for _, n := range sizes {
			if n < 0 { // so many calls that get nothing
				for range -n {
					conn.Recv(10, socket.MSG_DONTWAIT)
				}
				continue
			}
			c.Send(rest[:n])
			rest = rest[n:]
			conn.Recv(n/2 + 1)
			if n -= n/2 + 1; n > 0 {
				conn.Recv(n)
			}
		}
		conn.Close()
		c.Close()
		l.Close()
	}
}

// twoClients sends "a" and "b" from two sockets, accepted in either order.
func twoClients(swap bool) script {
	return func(server, client *Host, net *fakeNet) {
		sst := server.Wrap(net)
		l := listen(sst)
		first, second := client.rec.Host("client 1"), client.rec.Host("client 2")
		if swap {
			first, second = second, first
		}
		a, b := dial(first.Wrap(net)), dial(second.Wrap(net))
		a.Send([]byte(first.Name()))
		b.Send([]byte(second.Name()))
		for range 2 {
			conn, from, _ := l.Accept()
			data, _ := conn.Recv(100)
			server.Stdout(from.Tuple() + string(data) + "\n")
			conn.Close()
		}
	}
}

// datagrams sends texts, each a datagram.
func datagrams(texts ...string) script {
	return func(server, client *Host, net *fakeNet) {
		s, c := datagram(server.Wrap(net)), datagram(client.Wrap(net))
		s.Bind(socket.Inet("0.0.0.0", 12345))
		for _, text := range texts {
			c.SendTo([]byte(text), socket.Inet("127.0.0.1", 12345))
			s.RecvFrom(3)
		}
	}
}

// stepped receives in as many steps as named.
func stepped(steps ...string) script {
	return func(server, client *Host, net *fakeNet) {
		l, c := listen(server.Wrap(net)), dial(client.Wrap(net))
		conn := accept(l)
		c.Send([]byte("abcd"))
		for _, step := range steps {
			server.Locate(always(step))
			conn.Recv(4 / len(steps))
		}
	}
}

func bufferSize(server, _ *Host, net *fakeNet) {
	s := stream(server.Wrap(net))
	s.Bind(socket.Inet("127.0.0.1", 0))
	s.GetSockOpt(socket.SOL_SOCKET, socket.SO_RCVBUF)
}
