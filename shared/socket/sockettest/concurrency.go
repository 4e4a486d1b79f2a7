package sockettest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/socketlab/socketlab/shared/socket"
)

// crowd is how many clients or senders work at once.
const crowd = 64

func concurrencyCases() []testCase {
	return []testCase{
		{"concurrency/64-senders-on-one-udp-socket", manySenders},
		{"concurrency/64-clients-of-one-listener", manyClients},
		{"concurrency/many-accepts-share-the-clients", manyAccepts},
		{"concurrency/silent-client-holds-up-nobody", silentClient},
		{"concurrency/both-directions-of-one-socket", bothDirections},
	}
}

// Senders may share a socket: each datagram arrives once and whole (S64, S86).
func manySenders(e *env) {
	client, server, _, to := e.datagrams()
	e.must(server.SetSockOpt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1<<20))
	var want, got []string
	var sends []func() error
	for i := range crowd {
		text := fmt.Sprintf("%02d", i) + strings.Repeat("x", i)
		want = append(want, text)
		sends = append(sends, begin(func() error { _, err := client.SendTo([]byte(text), to); return err }))
	}
	for range crowd {
		b, err := server.Recv(1024)
		e.must(err)
		got = append(got, string(b))
	}
	for _, send := range sends {
		e.must(send())
	}
	slices.Sort(got)
	e.equal("datagrams", want, got)
}

// A goroutine a client: all are served at once, each gets its own (S86).
func manyClients(e *env) {
	l, addr := e.listen(crowd)
	served := begin(func() error {
		var clients []func() error
		for range crowd {
			s, _, err := l.Accept()
			if err != nil {
				return err
			}
			clients = append(clients, begin(func() error { return echo(s) }))
		}
		for _, client := range clients {
			if err := client(); err != nil {
				return err
			}
		}
		return nil
	})
	var clients []func() error
	for i := range crowd {
		clients = append(clients, begin(func() error { return askEcho(e.Client, addr, i) }))
	}
	for _, client := range clients {
		e.must(client())
	}
	e.must(served())
}

// echo sends back what it receives until the client ends.
func echo(s *socket.Socket) error {
	defer s.Close()
	for {
		b, err := s.Recv(1024)
		if err != nil || len(b) == 0 {
			return err
		}
		if err := s.SendAll(b); err != nil {
			return err
		}
	}
}

// askEcho checks that an echo server's replies are this client's own.
func askEcho(st socket.Stack, addr socket.Addr, id int) error {
	s, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Connect(addr); err != nil {
		return err
	}
	for round := range 5 {
		text := fmt.Sprintf("client %d, round %d", id, round)
		if err := s.SendAll([]byte(text)); err != nil {
			return err
		}
		b, err := s.Recv(len(text), socket.MSG_WAITALL)
		if err != nil || string(b) != text {
			return fmt.Errorf("sent %q, received %q, error %v", text, b, err)
		}
	}
	return nil
}

// Several accepts may wait on one listener; each client goes to one (S72, S86).
func manyAccepts(e *env) {
	l, addr := e.listen(crowd)
	var accepts []func() (socket.Addr, error)
	for range 8 {
		accepts = append(accepts, async(func() (socket.Addr, error) { _, from, err := l.Accept(); return from, err }))
	}
	e.settle()
	clients := make(map[socket.Addr]int)
	for range accepts {
		clients[e.name(e.connect(addr))]++
	}
	for _, accept := range accepts {
		from, err := accept()
		e.must(err)
		clients[from]--
	}
	for addr, n := range clients {
		e.equal("clients accepted too seldom: "+addr.String(), 0, n)
	}
}

// A client that says nothing keeps its own handler waiting, nobody else (S85, S86).
func silentClient(e *env) {
	l, addr := e.listen(5)
	silent := e.connect(addr)
	quiet := e.accept(l)
	waiting := begin(func() error { return echo(quiet) })
	e.settle()
	asked := begin(func() error { return askEcho(e.Client, addr, 1) })
	e.must(echo(e.accept(l)))
	e.must(asked())
	e.must(silent.Close())
	e.must(waiting())
}

// A recv that waits does not keep the same socket from sending (S76).
func bothDirections(e *env) {
	client, server := e.pair()
	waiting := async(func() ([]byte, error) { return client.Recv(10) })
	e.settle()
	e.send(client, "question")
	e.says(server, "question")
	e.send(server, "answer")
	b, err := waiting()
	e.must(err)
	e.equal("a waiting recv", "answer", string(b))
}
