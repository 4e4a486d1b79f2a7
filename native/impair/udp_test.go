package impair_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

func dial(t *testing.T, addr *net.UDPAddr) *net.UDPConn {
	t.Helper()
	c, err := net.DialUDP("udp", nil, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetReadDeadline(time.Now().Add(patience))
	return c
}

// ask sends a datagram and returns the answer.
func ask(t *testing.T, c *net.UDPConn, text string) string {
	t.Helper()
	if _, err := c.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return hear(t, c)
}

func hear(t *testing.T, c *net.UDPConn) string {
	t.Helper()
	buf := make([]byte, 1<<16)
	n, err := c.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n])
}

func TestClientsAreToldApart(t *testing.T) {
	addr := proxy(t, impair.UDPConfig{To: echoServer(t)})
	var all sync.WaitGroup
	for i := range 50 {
		c := dial(t, addr)
		all.Go(func() {
			for j := range 20 {
				text := fmt.Sprintf("%d of %d", j, i)
				if got := ask(t, c, text); got != text {
					t.Errorf("got %q, want %q", got, text)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestSizes(t *testing.T) {
	c := dial(t, proxy(t, impair.UDPConfig{To: echoServer(t)}))
	for _, size := range []int{0, 1, 1500, 65507} {
		text := strings.Repeat("x", size)
		if got := ask(t, c, text); got != text {
			t.Errorf("of %d bytes %d came back", size, len(got))
		}
	}
}

// What is sent at once comes back in its order, on every kind of listening socket.
func TestBursts(t *testing.T) {
	server := echoServer(t)
	for _, test := range []struct{ name, listen, client string }{
		{"IPv4", "127.0.0.1:0", "127.0.0.1"},
		{"IPv6", "[::1]:0", "::1"},
		{"IPv4 to both", "[::]:0", "127.0.0.1"},
		{"IPv6 to both", "[::]:0", "::1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			listen, err := net.ResolveUDPAddr("udp", test.listen)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := net.ListenUDP("udp", listen); err != nil {
				t.Skip(err) // there is no IPv6 here
			} else {
				c.Close()
			}
			addr := proxy(t, impair.UDPConfig{Listen: listen, To: server})
			c := dial(t, &net.UDPAddr{IP: net.ParseIP(test.client), Port: addr.Port})
			var want, got []string
			for i := range 100 {
				want = append(want, strings.Repeat("x", i))
				if _, err := c.Write([]byte(want[i])); err != nil {
					t.Fatal(err)
				}
			}
			for range want {
				got = append(got, hear(t, c))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIPv6(t *testing.T) {
	server, err := net.ListenUDP("udp6", &net.UDPAddr{IP: net.IPv6loopback})
	if err != nil {
		t.Skip(err)
	}
	defer server.Close()
	c := dial(t, proxy(t, impair.UDPConfig{To: server.LocalAddr().(*net.UDPAddr)}))
	if _, err := c.Write([]byte("six")); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 10)
	server.SetReadDeadline(time.Now().Add(patience))
	if n, _, err := server.ReadFromUDP(buf); err != nil || string(buf[:n]) != "six" {
		t.Errorf("the server got %q, %v", buf[:n], err)
	}
}

func TestServerStartsLate(t *testing.T) {
	place := udp(t)
	addr := place.LocalAddr().(*net.UDPAddr)
	place.Close()
	c := dial(t, proxy(t, impair.UDPConfig{To: addr}))
	if _, err := c.Write([]byte("too early")); err != nil {
		t.Fatal(err)
	}
	server, err := net.ListenUDP("udp", addr)
	if err != nil {
		t.Skip(err) // someone else took the port
	}
	defer server.Close()
	server.SetReadDeadline(time.Now().Add(patience))
	buf := make([]byte, 100)
	for text := ""; text != "in time"; {
		if _, err := c.Write([]byte("in time")); err != nil {
			t.Fatal(err)
		}
		n, from, err := server.ReadFromUDP(buf)
		if err != nil {
			t.Fatal(err)
		}
		text = string(buf[:n])
		server.WriteToUDP([]byte("answer"), from)
	}
	if got := hear(t, c); got != "answer" {
		t.Errorf("got %q", got)
	}
}

func TestConditionsHold(t *testing.T) {
	var mu sync.Mutex
	var dropped []string
	c := dial(t, proxy(t, impair.UDPConfig{
		To:   echoServer(t),
		Up:   impair.Direction{Conditions: link.Conditions{Script: []link.Rule{{Action: link.DropIt, From: 2}}}},
		Down: impair.Direction{Conditions: link.Conditions{Script: []link.Rule{{Action: link.DuplicateIt, From: 2}}}},
		Record: func(r link.Record) {
			mu.Lock()
			defer mu.Unlock()
			if r.Kind == link.Dropped {
				dropped = append(dropped, fmt.Sprintf("%s flow %s packet %d: %s", r.Link, r.Flow, r.N, r.Reason))
			}
		},
	}))
	for _, text := range []string{"1", "2", "3", "4"} {
		if _, err := c.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for range 4 {
		got = append(got, hear(t, c))
	}
	if diff := cmp.Diff([]string{"1", "3", "3", "4"}, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	mu.Lock()
	defer mu.Unlock()
	if diff := cmp.Diff([]string{`client>server flow 1 packet 2: drop 2`}, dropped); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
}

func TestIdleClientsAreForgotten(t *testing.T) {
	notes := make(chan string, 10)
	c := dial(t, proxy(t, impair.UDPConfig{To: echoServer(t), Idle: 10 * time.Millisecond, Note: func(s string) { notes <- s }}))
	for _, number := range []string{"1", "2"} {
		if _, err := c.Write([]byte("hello")); err != nil { // an answer may come too late
			t.Fatal(err)
		}
		who := "client " + number + ", " + c.LocalAddr().String()
		for _, want := range []string{who + " is new", who + " has been silent for 10ms"} {
			if diff := cmp.Diff(want, <-notes); diff != "" {
				t.Errorf("note (-want +got):\n%s", diff)
			}
		}
	}
}

func TestTooManyClients(t *testing.T) {
	notes := make(chan string, 10)
	addr := proxy(t, impair.UDPConfig{To: echoServer(t), Clients: 1, Note: func(s string) { notes <- s }})
	if got := ask(t, dial(t, addr), "hello"); got != "hello" {
		t.Errorf("got %q", got)
	}
	<-notes
	second := dial(t, addr)
	if _, err := second.Write([]byte("me too")); err != nil {
		t.Fatal(err)
	}
	want := second.LocalAddr().String() + " is turned away: there are 1 clients, the limit"
	if diff := cmp.Diff(want, <-notes); diff != "" {
		t.Errorf("note (-want +got):\n%s", diff)
	}
}
