package trace

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/socketlab/socketlab/shared/socket"
)

func always(step string) func(runtime.Frame) (string, int, bool) {
	return func(runtime.Frame) (string, int, bool) { return step, 7, true }
}

// TestEvents holds the events of one run to the letter.
func TestEvents(t *testing.T) {
	got := record(40000, 4, func(server, client *Host, net *fakeNet) {
		l, c := listen(server.Wrap(net)), dial(client.Wrap(net))
		conn := accept(l)
		client.Locate(always("talk"))
		c.Send([]byte("hello"))
		conn.Recv(5)
		_, err := c.Recv(1, socket.MSG_DONTWAIT|socket.MSG_PEEK)
		if socket.ErrnoOf(err) != socket.EAGAIN {
			panic(err)
		}
		client.Stdout("bad \xff")
	})
	hash := sumOf([]byte("hello")).String()
	want := []Event{
		{Kind: KindEnter, Host: "server", Call: "socket", Args: []Arg{{"family", "AF_INET"}, {"type", "SOCK_STREAM"}, {"proto", "0"}}},
		{Kind: KindReturn, Host: "server", Sock: "s1", Call: "socket", Result: "s1", Enter: 1},
		{Kind: KindEnter, Host: "server", Sock: "s1", Call: "bind", Args: []Arg{{"addr", "127.0.0.1:8080"}}},
		{Kind: KindReturn, Host: "server", Sock: "s1", Call: "bind", Local: "127.0.0.1:8080", Enter: 3},
		{Kind: KindEnter, Host: "server", Sock: "s1", Call: "listen", Args: []Arg{{"backlog", "5"}}},
		{Kind: KindReturn, Host: "server", Sock: "s1", Call: "listen", Enter: 5},
		{Kind: KindEnter, Host: "client", Call: "socket", Args: []Arg{{"family", "AF_INET"}, {"type", "SOCK_STREAM"}, {"proto", "0"}}},
		{Kind: KindReturn, Host: "client", Sock: "s1", Call: "socket", Result: "s1", Enter: 7},
		{Kind: KindEnter, Host: "client", Sock: "s1", Call: "connect", Args: []Arg{{"addr", "127.0.0.1:8080"}}, Timeout: -1},
		{Kind: KindReturn, Host: "client", Sock: "s1", Call: "connect", Local: "127.0.0.1:40000", Peer: "127.0.0.1:8080", Enter: 9},
		{Kind: KindEnter, Host: "server", Sock: "s1", Call: "accept", Timeout: -1},
		{Kind: KindReturn, Host: "server", Sock: "s1", Call: "accept", Result: "s1.1", Local: "127.0.0.1:8080", Peer: "127.0.0.1:40000", Enter: 11},
		{Kind: KindEnter, Host: "client", Sock: "s1", Call: "send", Timeout: -1, Bytes: []byte("hell"), Len: 5, Hash: hash, Step: "talk", Line: 7},
		{Kind: KindReturn, Host: "client", Sock: "s1", Call: "send", Result: "5", Step: "talk", Line: 7, Enter: 13},
		{Kind: KindEnter, Host: "server", Sock: "s1.1", Call: "recv", Timeout: -1, Args: []Arg{{"size", "5"}}},
		{Kind: KindReturn, Host: "server", Sock: "s1.1", Call: "recv", Result: "5", Bytes: []byte("hell"), Len: 5, Hash: hash, Enter: 15},
		{Kind: KindEnter, Host: "client", Sock: "s1", Call: "recv", Args: []Arg{{"size", "1"}, {"flags", "MSG_PEEK|MSG_DONTWAIT"}}, Step: "talk", Line: 7},
		{Kind: KindReturn, Host: "client", Sock: "s1", Call: "recv", Errno: "EAGAIN", Err: "resource temporarily unavailable", Step: "talk", Line: 7, Enter: 17},
		{Kind: KindStdout, Host: "client", Text: "bad \uFFFD"},
	}
	for i := range want {
		want[i].Seq, want[i].Clock = int64(i+1), "wall"
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Event{}, "Time")); diff != "" {
		t.Error(diff)
	}
}

// partial is a Handle that takes some of the bytes.
type partial struct{ fake }

func (p *partial) Do(c *socket.Call) error {
	c.N = len(c.Buf) / 2
	if c.Op == socket.OpRecv {
		return errors.New("broken")
	}
	return nil
}

func TestPartialSend(t *testing.T) {
	var m Memory
	r := New(Config{Sinks: []Sink{&m}, Cap: 4})
	defer r.Close()
	h := &handle{inner: &partial{}, host: r.Host("client"), name: "s1", typ: socket.SOCK_STREAM}
	h.Do(&socket.Call{Op: socket.OpSend, Buf: []byte("0123456789")})
	h.Do(&socket.Call{Op: socket.OpSend, Buf: []byte("ab")})
	err := h.Do(&socket.Call{Op: socket.OpRecv, Buf: []byte("xy")})
	if err == nil || err.Error() != "broken" {
		t.Errorf("the inner error became %v", err)
	}
	events := m.Events()
	ret := events[1]
	if ret.Result != "5" || ret.Len != 5 || ret.Hash != sumOf([]byte("01234")).String() {
		t.Errorf("return of a partial send: %+v", ret)
	}
	last := events[len(events)-1]
	if last.Err != "broken" || last.Errno != "" || string(last.Bytes) != "x" {
		t.Errorf("return of a failed recv: %+v", last)
	}
	want := []Lane{{"client", "s1", []string{
		`sent "0123"… 6 bytes, sum ` + sumOf([]byte("01234a")).String(), "recv → broken",
	}}}
	if diff := cmp.Diff(want, Lanes(events, Projection{Cap: 4})); diff != "" {
		t.Error(diff)
	}
}

func TestNilHost(t *testing.T) {
	var h *Host
	st := newFake(1)
	if got := h.Wrap(st); got != socket.Stack(st) {
		t.Errorf("Wrap returned %v", got)
	}
	h.Stdin("a")
	h.Stdout("b")
	h.WaitStdin()()
	h.Busy()()
	h.Exit()
	h.Locate(nil)
	if h.Name() != "" {
		t.Error("a nil host has a name")
	}
}

func TestFileno(t *testing.T) {
	r := New(Config{})
	defer r.Close()
	a, again, b := r.Host("a"), r.Host("a"), r.Host("b")
	if a != again || a == b {
		t.Error("hosts of one name are not the same")
	}
	if got := stream(r.Host("a").Wrap(newFake(1))).Fileno(); got != 7 {
		t.Errorf("Fileno is %d, not the inner one's 7", got)
	}
}

// TestCloseWhileWaiting closes a socket that a recv waits on: both are recorded.
func TestCloseWhileWaiting(t *testing.T) {
	var m Memory
	synctest.Test(t, func(t *testing.T) {
		r := New(Config{Sinks: []Sink{&m}, Stuck: -1})
		st := r.Host("client").Wrap(newFake(40000))
		s := datagram(st)
		done := make(chan error)
		go func() {
			_, err := s.Recv(10)
			done <- err
		}()
		synctest.Wait()
		s.Close()
		if err := <-done; !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		s.Close()
		r.Close()
		s.Close() // after the recorder: not recorded
	})
	got := make(map[string]int)
	for _, e := range m.Events() {
		got[string(e.Kind)+" "+e.Call+" "+e.Errno+" "+e.Err]++
	}
	want := map[string]int{
		"enter socket  ": 1, "return socket  ": 1, "enter recv  ": 1,
		"return recv EBADF the socket is closed": 1, "enter close  ": 2, "return close  ": 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestConcurrent has many goroutines record at once into every sink.
func TestConcurrent(t *testing.T) {
	const clients, rounds = 8, 20
	var m Memory
	var text, lines bytes.Buffer
	sink := JSON(&lines)
	r := New(Config{Sinks: []Sink{&m, Text(&text, true), sink}})
	st := newFake(40000)
	l := listen(r.Host("server").Wrap(st))
	var all sync.WaitGroup
	for k := range clients {
		h := r.Host(fmt.Sprint("client ", k))
		h.Locate(always("talk"))
		c := dial(h.Wrap(st))
		conn := accept(l)
		all.Go(func() { ping(h, c, rounds) })
		all.Go(func() { pong(conn) })
	}
	all.Wait()
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	events := m.Events()
	for i, e := range events {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has Seq %d", i, e.Seq)
		}
	}
	read, err := ReadJSON(&lines)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(events, read); diff != "" {
		t.Error(diff)
	}
	for _, lane := range Lanes(events, Projection{}) {
		if strings.HasPrefix(lane.Sock, "s1.client") && lane.Lines[0] != `sent "`+strings.Repeat("hello", rounds)+`" 100 bytes` {
			t.Errorf("lane %+v", lane)
		}
	}
}

func ping(h *Host, c *socket.Socket, rounds int) {
	defer h.Busy()()
	for range rounds {
		c.Send([]byte("hello"))
		c.Recv(5)
	}
	c.Close()
}

func pong(conn *socket.Socket) {
	for {
		b, err := conn.Recv(5)
		if len(b) == 0 || err != nil {
			return
		}
		conn.Send(b)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestCloseReportsWriting(t *testing.T) {
	r := New(Config{Sinks: []Sink{JSON(failing{}), Text(failing{}, false)}, Clock: func() time.Duration { return 5 }, Virtual: true})
	r.Host("a").Stdout("x")
	if err := r.Close(); err == nil || strings.Count(err.Error(), "disk full") != 2 {
		t.Errorf("Close returned %v", err)
	}
}
