package sockettest

import (
	"os"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

func timeoutCases() []testCase {
	return []testCase{
		{"timeout/default-is-none", timeoutDefault},
		{"timeout/reads-back", timeoutReadsBack},
		{"timeout/accepted-sockets-have-none", timeoutAccepted},
		{"timeout/holds-for-each-call", timeoutEachCall},
		{"timeout/leaves-the-socket-usable", timeoutUsable},
		{"timeout/two-receivers-keep-their-own", timeoutTwoReceivers},
		{"timeout/waiting-turn-times-out", timeoutTurn},
	}
}

func timeoutErrorCases() []testCase {
	return []testCase{
		{"timeout/accept", func(e *env) { timeoutRead(e, "accept") }},
		{"timeout/recv", func(e *env) { timeoutRead(e, "recv") }},
		{"timeout/recvfrom", func(e *env) { timeoutRead(e, "recvfrom") }},
		{"timeout/send", timeoutSend},
		{"timeout/connect", timeoutConnect},
	}
}

// A new socket waits for ever, and so does gettimeout say: None (S82, S117).
func timeoutDefault(e *env) {
	client, server := e.pair()
	for _, s := range []*socket.Socket{client, server, e.udp(e.Client)} {
		e.equal("timeout", socket.NoTimeout, s.GetTimeout())
	}
}

// gettimeout returns what settimeout and setblocking set (S82, S77).
func timeoutReadsBack(e *env) {
	s := e.tcp(e.Client)
	for _, d := range []time.Duration{5 * time.Second, 0, 1500 * time.Millisecond, socket.NoTimeout} {
		s.SetTimeout(d)
		e.equal("timeout", d, s.GetTimeout())
	}
	s.SetTimeout(-time.Hour)
	e.equal("a negative timeout", socket.NoTimeout, s.GetTimeout())
	s.SetBlocking(false)
	e.equal("setblocking(False)", time.Duration(0), s.GetTimeout())
	s.SetBlocking(true)
	e.equal("setblocking(True)", socket.NoTimeout, s.GetTimeout())
}

// The listener's timeout is not the accepted sockets' (S82).
func timeoutAccepted(e *env) {
	l, addr := e.listen(1)
	l.SetTimeout(10 * time.Second)
	client := e.connect(addr)
	server := e.accept(l)
	e.equal("accepted socket's timeout", socket.NoTimeout, server.GetTimeout())
	server.SetTimeout(short)
	_, err := server.Recv(1)
	e.timesOut("recv", err)
	e.equal("listener's timeout", 10*time.Second, l.GetTimeout())
	e.equal("client's timeout", socket.NoTimeout, client.GetTimeout())
}

// Every call has the whole timeout, which restarts with it (S82).
func timeoutEachCall(e *env) {
	client, server := e.pair()
	server.SetTimeout(short)
	for range 3 {
		_, err := server.Recv(1)
		e.timesOut("recv", err)
	}
	server.SetTimeout(patience)
	e.send(client, "x")
	e.says(server, "x")
}

// A timeout is no end of the connection (S82).
func timeoutUsable(e *env) {
	client, server := e.pair()
	server.SetTimeout(short)
	_, err := server.Recv(1)
	e.timesOut("recv", err)
	e.send(server, "are you there?")
	e.says(client, "are you there?")
	server.SetTimeout(socket.NoTimeout)
	e.send(client, "yes")
	e.says(server, "yes")
}

// recvCall is a recv with a timeout of its own, as Socket makes it.
func recvCall(h socket.Handle, timeout time.Duration, buf []byte) (string, error) {
	c := &socket.Call{Op: socket.OpRecv, Timeout: timeout, Buf: buf}
	err := h.Do(c)
	return string(buf[:c.N]), err
}

// receiver returns the handle of a bound UDP socket of the server.
func (e *env) receiver() (socket.Handle, socket.Addr) {
	e.Helper()
	h, err := e.Server.Socket(socket.AF_INET, socket.SOCK_DGRAM, 0)
	e.must(err)
	e.must(h.Do(&socket.Call{Op: socket.OpBind, Addr: socket.Addr{IP: e.ServerIP}}))
	name := &socket.Call{Op: socket.OpGetSockName}
	e.must(h.Do(name))
	return h, name.Addr
}

// Two calls that wait on one socket with different timeouts keep their own,
// whichever began first (S76, S82).
func timeoutTwoReceivers(e *env) {
	for _, longFirst := range []bool{true, false} {
		h, addr := e.receiver()
		long := func() (string, error) { return recvCall(h, socket.NoTimeout, make([]byte, 10)) }
		brief := func() (string, error) { return recvCall(h, 3*short, make([]byte, 10)) }
		var waitLong, waitBrief func() (string, error)
		if longFirst {
			waitLong = async(long)
			e.settle()
			waitBrief = async(brief)
		} else {
			waitBrief = async(brief)
			e.settle()
			waitLong = async(long)
		}
		_, err := waitBrief()
		e.fails("the receiver with a timeout", err, os.ErrDeadlineExceeded)
		e.sendTo(e.udp(e.Client), "late", addr)
		got, err := waitLong()
		e.must(err)
		e.equal("the receiver without", "late", got)
	}
}

// A call that waits for another's turn to end times out by itself (S82).
func timeoutTurn(e *env) {
	e.needsStreams()
	h, err := e.Server.Socket(socket.AF_INET, socket.SOCK_STREAM, 0)
	e.must(err)
	name := &socket.Call{Op: socket.OpGetSockName}
	for _, c := range []*socket.Call{
		{Op: socket.OpBind, Addr: socket.Addr{IP: e.ServerIP}}, {Op: socket.OpListen, Value: 1}, name,
	} {
		e.must(h.Do(c))
	}
	waiting := begin(func() error {
		return h.Do(&socket.Call{Op: socket.OpAccept, Timeout: socket.NoTimeout})
	})
	e.settle()
	e.fails("accept beside a waiting accept", h.Do(&socket.Call{Op: socket.OpAccept, Timeout: short}),
		os.ErrDeadlineExceeded)
	e.connect(name.Addr)
	e.must(waiting())
}

// Calls that read fail when their time is over (S76, S82).
func timeoutRead(e *env, call string) {
	var err error
	switch call {
	case "accept":
		l, _ := e.listen(1)
		l.SetTimeout(short)
		_, _, err = l.Accept()
	case "recv":
		_, server := e.pair()
		server.SetTimeout(short)
		_, err = server.Recv(1024)
	case "recvfrom":
		_, server, _, _ := e.datagrams()
		server.SetTimeout(short)
		_, _, err = server.RecvFrom(1024)
	}
	e.timesOut(call, err)
}

// A send that finds no room fails when its time is over (S78, S82).
func timeoutSend(e *env) {
	client, _ := e.narrow()
	client.SetTimeout(short)
	_, err := stuff(client)
	e.timesOut("send", err)
}

// A connect that gets no answer fails when its time is over (S82, S111).
func timeoutConnect(e *env) {
	_, addr := e.jammed()
	s := e.tcp(e.Client)
	s.SetTimeout(short)
	e.timesOut("connect", s.Connect(addr))
}
