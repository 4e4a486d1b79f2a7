package trace

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestLanesEquality(t *testing.T) {
	long := strings.Repeat("0123456789", 1000)
	tests := []struct {
		name  string
		a, b  script
		p     Projection
		equal bool
	}{
		{"the same", talk("hello", 5), talk("hello", 5), Projection{}, true},
		{"cut elsewhere", talk("hello", 5), talk("hello", 1, 1, 3), Projection{}, true},
		{"cut elsewhere, order per host", talk("hello", 5), talk("hello", 1, 1, 3), Projection{PerHost: true}, true},
		{"cut elsewhere, exact", talk("hello", 5), talk("hello", 1, 1, 3), Projection{Exact: true}, false},
		{"another byte", talk("hello", 5), talk("hallo", 5), Projection{}, false},
		{"long, cut elsewhere", talk(long, 10000), talk(long, 3000, 500, 500, 6000), Projection{}, true},
		{"long, another byte", talk(long, 10000), talk(long[:9999]+"x", 3000, 500, 500, 6000), Projection{}, false},
		{"long, two bytes exchanged", talk(long, 10000), talk(long[:5000]+"10"+long[5002:], 3000, 7000), Projection{}, false},
		{"EAGAIN more often", talk("hello", 2, -1, 3), talk("hello", 2, -5, 3), Projection{}, true},
		{"EAGAIN elsewhere", talk("hello", 2, -1, 3), talk("hello", 3, -2, 2, -1), Projection{}, true},
		{"EAGAIN more often, exact", talk("hello", 2, -1, 3), talk("hello", 2, -5, 3), Projection{Exact: true}, false},
		{"EAGAIN never", talk("hello", 2, -1, 3), talk("hello", 2, 3), Projection{}, false},
		{"clients in another order", twoClients(false), twoClients(true), Projection{}, true},
		{"order of clients counts", twoClients(false), twoClients(true), Projection{SingleGoroutine: []string{"server"}}, false},
		{"the same datagrams", datagrams("ab", "c"), datagrams("ab", "c"), Projection{}, true},
		{"datagrams cut elsewhere", datagrams("ab", "c"), datagrams("a", "bc"), Projection{}, false},
		{"a datagram truncated", datagrams("abc"), datagrams("abcd"), Projection{}, false},
		{"the same steps", stepped("a", "b"), stepped("a", "b"), Projection{}, true},
		{"steps that differ", stepped("a", "b"), stepped("a", "c"), Projection{}, false},
		{"sizes of buffers", bufferSize, bufferSize, Projection{}, true},
		{"ignored", talk("hello", 5), bufferSize, Projection{Ignore: []string{
			"socket", "bind", "listen", "connect", "accept", "send", "recv", "close", "getsockopt", "stdout",
		}}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, b := Lanes(record(40000, 0, test.a), test.p), Lanes(record(50000, 0, test.b), test.p)
			diff := cmp.Diff(a, b)
			if equal := diff == ""; equal != test.equal {
				t.Errorf("equal %v, want %v\n%s", equal, test.equal, diff)
			}
		})
	}
}

func TestLanesLines(t *testing.T) {
	tests := []struct {
		name string
		run  script
		p    Projection
		want []Lane
	}{
		{
			"a stream", talk("héllo", 6), Projection{},
			[]Lane{
				{"client", "s1", []string{"socket(AF_INET, SOCK_STREAM) → ok", "connect(server) → ok", `sent "héllo" 6 bytes`, "close() → ok"}},
				{"server", "s1", []string{
					"socket(AF_INET, SOCK_STREAM) → ok", "bind(server) → ok", "listen(5) → ok",
					"accept() → client", "close() → ok",
				}},
				{"server", "s1.client", []string{`received "héllo" 6 bytes`, "close() → ok"}},
				{"server", "stdout", []string{`"from client = client\n"`}},
			},
		},
		{
			"one goroutine", datagrams("abcd"), Projection{PerHost: true},
			[]Lane{
				{"client", "", []string{"s1 socket(AF_INET, SOCK_DGRAM) → ok", `s1 sendto("abcd" 4 bytes, server) → 4`}},
				{"server", "", []string{
					"s1 socket(AF_INET, SOCK_DGRAM) → ok", "s1 bind(server) → ok",
					`s1 recvfrom(3) → "abc" 3 bytes, cut from client`,
				}},
			},
		},
		{
			"datagrams by peer, and a size", func(server, client *Host, net *fakeNet) {
				datagrams("a")(server, client, net)
				bufferSize(server, client, net)
			},
			Projection{},
			[]Lane{
				{"client", "s1", []string{"socket(AF_INET, SOCK_DGRAM) → ok"}},
				{"client", "s1.server", []string{`sendto("a" 1 byte, server) → 1`}},
				{"server", "s1", []string{"socket(AF_INET, SOCK_DGRAM) → ok", "bind(server) → ok"}},
				{"server", "s1.client", []string{`recvfrom(3) → "a" 1 byte from client`}},
				{"server", "s2", []string{
					"socket(AF_INET, SOCK_STREAM) → ok", "bind(server:0) → ok",
					"getsockopt(SOL_SOCKET, SO_RCVBUF) → positive",
				}},
			},
		},
		{
			"strangers, and names", func(server, client *Host, net *fakeNet) {
				l := listen(server.Wrap(net))
				c := dial(net)
				conn := accept(l)
				c.Send([]byte("your address is 127.0.0.1:40000"))
				conn.Recv(100)
				c.Close()
				conn.Recv(100)
				s := stream(client.Wrap(net))
				s.Connect(socket.Inet("127.0.0.1", 9))
			},
			Projection{Names: map[string]string{"127.0.0.1:9": "discard"}},
			[]Lane{
				{"client", "s1", []string{"socket(AF_INET, SOCK_STREAM) → ok", "connect(discard) → ECONNREFUSED"}},
				{"server", "s1", []string{
					"socket(AF_INET, SOCK_STREAM) → ok", "bind(server) → ok", "listen(5) → ok", "accept() → peer",
				}},
				{"server", "s1.peer", []string{`received "your address is peer"`, `recv → "" end of stream`}},
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Lanes(record(40000, 0, test.run), test.p)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestLanesCap compares runs that were recorded with less of each event.
func TestLanesCap(t *testing.T) {
	text := strings.Repeat("abc", 30)
	p := Projection{Cap: 16}
	a := Lanes(record(40000, 16, talk(text, 90)), p)
	b := Lanes(record(40000, 16, talk(text, 10, 5, 75)), p)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
}

// TestLanesWaiting has a call that never returned, and one that close ended.
func TestLanesWaiting(t *testing.T) {
	enter := func(seq int64, call string) Event {
		return Event{Seq: seq, Kind: KindEnter, Host: "server", Sock: "s1", Call: call}
	}
	ret := func(seq, of int64, call, errno string) Event {
		return Event{Seq: seq, Kind: KindReturn, Host: "server", Sock: "s1", Call: call, Enter: of, Errno: errno}
	}
	tests := []struct {
		name   string
		events []Event
		want   []string
	}{
		{"waiting", []Event{enter(1, "recv"), enter(2, "listen"), ret(3, 2, "listen", "")}, []string{"listen() → ok", "recv …"}},
		{
			"closed", []Event{enter(1, "accept"), enter(2, "close"), ret(3, 1, "accept", "EBADF"), ret(4, 2, "close", "")},
			[]string{"close() → ok", "accept() → EBADF"},
		},
		{
			"closed, close returned first",
			[]Event{enter(1, "accept"), enter(2, "close"), ret(3, 2, "close", ""), ret(4, 1, "accept", "EBADF")},
			[]string{"close() → ok", "accept() → EBADF"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := []Lane{{"server", "s1", test.want}}
			if diff := cmp.Diff(want, Lanes(test.events, Projection{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReplace(t *testing.T) {
	tests := []struct{ text, old, want string }{
		{"at 1.2.3.4:80.", "1.2.3.4:80", "at X."},
		{"1.2.3.4:8080 1.2.3.4:80", "1.2.3.4:80", "1.2.3.4:8080 X"},
		{"11.2.3.4:80", "1.2.3.4:80", "11.2.3.4:80"},
		{"from('1.2.3.4', 80)!", "('1.2.3.4', 80)", "fromX!"},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, replace(test.text, test.old, "X")); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSumJoins(t *testing.T) {
	data := bytes.Repeat([]byte("socket"), 200)
	for cut := range len(data) {
		got := sumOf(data[:cut]).then(sumOf(data[cut:]))
		if diff := cmp.Diff(sumOf(data).String(), got.String()); diff != "" || got.n != len(data) {
			t.Fatalf("cut at %d: %s", cut, diff)
		}
	}
	if s, ok := parseSum(sumOf(data).String(), len(data)); !ok || s != sumOf(data) {
		t.Error("a sum does not survive being written")
	}
}
