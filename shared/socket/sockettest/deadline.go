package sockettest

import (
	"net"
	"os"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

func deadlineCases() []testCase {
	return []testCase{
		{"deadline/moved-earlier-ends-a-waiting-read", deadlineEarlier},
		{"deadline/removed-lets-a-waiting-read-go-on", deadlineRemoved},
		{"deadline/read-leaves-write-alone", deadlineDirections},
		{"deadline/past-fails-until-moved", deadlinePast},
		{"deadline/ends-a-waiting-write", deadlineWrite},
		{"deadline/ends-a-waiting-accept", deadlineAccept},
		{"deadline/and-timeout-the-sooner-counts", deadlineAndTimeout},
	}
}

// conns returns the two ends of a TCP connection as package net has them.
func (e *env) conns() (client, server net.Conn) {
	e.Helper()
	e.needsStreams()
	l, err := socket.Listen(e.Context(), e.Server, "tcp", net.JoinHostPort(e.ServerIP.String(), "0"))
	e.must(err)
	defer l.Close()
	client, err = socket.Dial(e.Context(), e.Client, "tcp", l.Addr().String())
	e.must(err)
	server, err = l.Accept()
	e.must(err)
	return client, server
}

func reading(c net.Conn) func() (int, error) {
	return async(func() (int, error) { return c.Read(make([]byte, 10)) })
}

// A read that waits without a deadline, or with a late one, ends when the
// deadline is moved to the past (S82).
func deadlineEarlier(e *env) {
	client, _ := e.conns()
	for _, before := range []time.Time{{}, time.Now().Add(time.Hour)} {
		e.must(client.SetReadDeadline(before))
		waiting := reading(client)
		e.settle()
		e.must(client.SetReadDeadline(time.Unix(1, 0)))
		_, err := waiting()
		e.timesOut("a waiting read", err)
	}
}

// A read goes on waiting when its deadline is taken away in time (S82).
func deadlineRemoved(e *env) {
	for wait := 4 * short; ; wait *= 2 {
		client, server := e.conns()
		deadline := time.Now().Add(wait)
		e.must(client.SetReadDeadline(deadline))
		waiting := reading(client)
		e.settle()
		e.must(client.SetReadDeadline(time.Time{}))
		if !time.Now().Before(deadline) {
			server.Close()
			waiting()
			continue // too slow a machine: that was no try
		}
		for time.Now().Before(deadline) {
			e.settle()
		}
		_, err := server.Write([]byte("later"))
		e.must(err)
		n, err := waiting()
		e.must(err)
		e.equal("bytes read after the old deadline", 5, n)
		return
	}
}

// A deadline of one direction is none of the other (S82).
func deadlineDirections(e *env) {
	client, server := e.conns()
	e.must(client.SetReadDeadline(time.Unix(1, 0)))
	_, err := client.Write([]byte("x"))
	e.must(err)
	n, err := server.Read(make([]byte, 10))
	e.must(err)
	e.equal("bytes read", 1, n)
	e.must(server.SetWriteDeadline(time.Unix(1, 0)))
	_, err = server.Write([]byte("x"))
	e.timesOut("write", err)
	_, err = client.Write([]byte("y"))
	e.must(err)
	_, err = server.Read(make([]byte, 10))
	e.must(err)
}

// After a deadline every read fails, until it is moved; nothing is lost (S82).
func deadlinePast(e *env) {
	client, server := e.conns()
	_, err := client.Write([]byte("kept"))
	e.must(err)
	e.must(server.SetDeadline(time.Unix(1, 0)))
	for range 3 {
		_, err := server.Read(make([]byte, 10))
		e.timesOut("read", err)
	}
	e.must(server.SetDeadline(time.Time{}))
	b := make([]byte, 10)
	n, err := server.Read(b)
	e.must(err)
	e.equal("read", "kept", string(b[:n]))
}

// A write that waits for room ends at its deadline, and says how much went (S78, S82).
func deadlineWrite(e *env) {
	client, _ := e.conns()
	waiting := async(func() (int, error) { return client.Write(make([]byte, 64<<20)) })
	e.settle()
	e.must(client.SetWriteDeadline(time.Unix(1, 0)))
	n, err := waiting()
	e.timesOut("a waiting write", err)
	if n >= 64<<20 {
		e.Error("all was written, though nobody reads")
	}
}

// An accept that waits ends at its deadline (S76, S82).
func deadlineAccept(e *env) {
	e.needsStreams()
	l, err := socket.Listen(e.Context(), e.Server, "tcp", net.JoinHostPort(e.ServerIP.String(), "0"))
	e.must(err)
	waiting := begin(func() error { _, err := l.Accept(); return err })
	e.settle()
	e.must(l.(interface{ SetDeadline(time.Time) error }).SetDeadline(time.Unix(1, 0)))
	e.timesOut("a waiting accept", waiting())
}

// A call with a timeout on a socket with a deadline ends at the sooner (S82).
func deadlineAndTimeout(e *env) {
	h, addr := e.receiver()
	hour, past, never := time.Now().Add(time.Hour), time.Unix(1, 0), time.Time{}
	for _, row := range []struct {
		deadline time.Time
		timeout  time.Duration
	}{{hour, short}, {past, time.Hour}, {never, short}} {
		e.must(h.SetDeadline(&row.deadline, nil))
		_, err := recvCall(h, row.timeout, make([]byte, 10))
		e.fails("recv", err, os.ErrDeadlineExceeded)
	}
	e.sendTo(e.udp(e.Client), "x", addr)
	got, err := recvCall(h, time.Hour, make([]byte, 10))
	e.must(err)
	e.equal("received", "x", got)
}
