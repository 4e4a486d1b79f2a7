package sockettest

import (
	"github.com/socketlab/socketlab/shared/socket"
)

// listen returns a TCP socket that listens on the server, and its address.
func (e *env) listen(backlog int) (*socket.Socket, socket.Addr) {
	e.Helper()
	l := e.tcp(e.Server)
	addr := e.bind(l, e.ServerIP)
	e.must(l.Listen(backlog))
	return l, addr
}

// connect returns a TCP socket of the client, connected to addr.
func (e *env) connect(addr socket.Addr) *socket.Socket {
	e.Helper()
	s := e.tcp(e.Client)
	e.must(s.Connect(addr))
	return s
}

// accept returns the next connection of l.
func (e *env) accept(l *socket.Socket) *socket.Socket {
	e.Helper()
	s, _, err := l.Accept()
	e.must(err)
	return s
}

// pair returns the two ends of a TCP connection.
func (e *env) pair() (client, server *socket.Socket) {
	e.Helper()
	l, addr := e.listen(1)
	defer l.Close()
	client = e.connect(addr)
	return client, e.accept(l)
}

// narrow is a pair whose buffers are small, so that they are soon full.
func (e *env) narrow() (client, server *socket.Socket) {
	e.Helper()
	l := e.tcp(e.Server)
	defer l.Close()
	e.must(l.SetSockOpt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16<<10))
	addr := e.bind(l, e.ServerIP)
	e.must(l.Listen(1))
	client = e.tcp(e.Client)
	e.must(client.SetSockOpt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16<<10))
	e.must(client.Connect(addr))
	return client, e.accept(l)
}

// fill sends until nothing has fitted for a while, and returns how much did. A
// little room may still come to be later, as TCP tidies up its queues. The
// socket blocks afterwards.
func (e *env) fill(s *socket.Socket) int {
	e.Helper()
	s.SetTimeout(4 * short)
	defer s.SetTimeout(socket.NoTimeout)
	total, chunk := 0, make([]byte, 64<<10)
	for {
		n, err := s.Send(chunk)
		total += n
		if err != nil {
			e.timesOut("send into full buffers", err)
			return total
		}
	}
}

// stuff sends more until send fails, and returns how much went and the error.
func stuff(s *socket.Socket, flags ...socket.Flags) (total int, err error) {
	for {
		n, err := s.Send(make([]byte, 64<<10), flags...)
		total += n
		if err != nil {
			return total, err
		}
	}
}

// jammed returns the address of a listener whose queue takes no more, so that
// a connect there waits, on a system that drops what does not fit.
func (e *env) jammed() (l *socket.Socket, addr socket.Addr) {
	e.Helper()
	l, addr = e.listen(0)
	for range 16 {
		s := e.tcp(e.Client)
		s.SetTimeout(2 * short)
		err := s.Connect(addr)
		if err == nil {
			continue // it stays in the queue
		}
		s.Close()
		if errno := socket.ErrnoOf(err); errno == "" {
			return l, addr
		}
		e.Fatalf("a full accept queue does not make connect wait: %v", err)
	}
	e.Fatal("16 connections fit into an accept queue of length 0")
	return nil, addr
}

// datagrams returns a UDP socket on each host, both bound, and their addresses.
func (e *env) datagrams() (client, server *socket.Socket, from, to socket.Addr) {
	e.Helper()
	client, server = e.udp(e.Client), e.udp(e.Server)
	return client, server, e.bind(client, e.ClientIP), e.bind(server, e.ServerIP)
}

// silent returns the address of a UDP port of the server that nobody has.
func (e *env) silent() socket.Addr {
	e.Helper()
	s := e.udp(e.Server)
	addr := e.bind(s, e.ServerIP)
	e.must(s.Close())
	return addr
}

// deaf returns the address of a TCP port of the server that is bound, so that
// nobody else takes it, but does not listen.
func (e *env) deaf() socket.Addr {
	e.Helper()
	return e.bind(e.tcp(e.Server), e.ServerIP)
}

// says checks that the next bytes of a stream, or the next datagram, are want.
func (e *env) says(s *socket.Socket, want string) {
	e.Helper()
	flags := socket.Flags(0)
	size := max(len(want), 1)
	if s.Type() == socket.SOCK_STREAM {
		flags = socket.MSG_WAITALL
	} else {
		size = 64 << 10 // see that it is no longer
	}
	b, err := s.Recv(size, flags)
	if err != nil || string(b) != want {
		e.Errorf("received %q, error %v; want %q", b, err, want)
	}
}

// ends checks that the stream is at its end: a length of 0, no error.
func (e *env) ends(s *socket.Socket) {
	e.Helper()
	if b, err := s.Recv(1); err != nil || len(b) != 0 {
		e.Errorf("at the end of the stream received %q, error %v; want nothing, no error", b, err)
	}
}

// send sends a string or ends the case.
func (e *env) send(s *socket.Socket, text string) {
	e.Helper()
	if n, err := s.Send([]byte(text)); err != nil || n != len(text) {
		e.Fatalf("send %q: %d bytes, error %v", text, n, err)
	}
}

// sendTo sends a datagram or ends the case.
func (e *env) sendTo(s *socket.Socket, text string, to socket.Addr) {
	e.Helper()
	if n, err := s.SendTo([]byte(text), to); err != nil || n != len(text) {
		e.Fatalf("sendto %q: %d bytes, error %v", text, n, err)
	}
}
