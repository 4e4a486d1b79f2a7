package impair_test

import (
	"io"
	"net"
	"runtime"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
)

// tellServer returns a server, and what tells what it has read next; "" is the end.
func tellServer(t *testing.T) (addr string, next func(within time.Duration) string) {
	got := make(chan string, 100)
	next = func(within time.Duration) string {
		select {
		case text := <-got:
			return text
		case <-time.After(within):
			return "nothing"
		}
	}
	return tcpServer(t, func(c *net.TCPConn) {
		buf := make([]byte, 100)
		for {
			n, err := c.Read(buf)
			got <- string(buf[:n])
			if err != nil {
				return
			}
		}
	}), next
}

// A stalled stream passes nothing on until it is let go; then all.
func TestStallAndSet(t *testing.T) {
	server, next := tellServer(t)
	p, c := through(t, impair.TCPConfig{To: server, Up: impair.Flow{StallAfter: 3}})
	c.Write([]byte("abcdef"))
	if b := next(patience); b != "abc" {
		t.Errorf("the server got %q before the stall, want \"abc\"", b)
	}
	if err := p.Set(impair.Flow{}, impair.Flow{}); err != nil {
		t.Fatal(err)
	}
	if b := next(patience); b != "def" {
		t.Errorf("the server got %q after it, want \"def\"", b)
	}
	for i, f := range []impair.Flow{{Stall: true}, {}} { // while the proxy waits for more
		if err := p.Set(f, f); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			c.Write([]byte("held"))
			c.CloseWrite()
			if b := next(50 * time.Millisecond); b != "nothing" {
				t.Errorf("the server got %q in a stall", b)
			}
		}
	}
	if a, b := next(patience), next(patience); a != "held" || b != "" {
		t.Errorf("the server got %q and %q after it, want \"held\" and the end", a, b)
	}
}

// A slice waits for the gap behind the one before; after short ones all has come.
func TestSlices(t *testing.T) {
	server, next := tellServer(t)
	_, c := through(t, impair.TCPConfig{To: server, Up: impair.Flow{Slice: 2, Gap: time.Hour}})
	c.Write([]byte("abcde"))
	if a, b := next(patience), next(50*time.Millisecond); a != "ab" || b != "nothing" {
		t.Errorf("the server got %q and %q, want \"ab\" and nothing", a, b)
	}
	server, next = tellServer(t)
	_, c = through(t, impair.TCPConfig{To: server, Up: impair.Flow{Slice: 2, Gap: time.Millisecond}})
	c.Write([]byte("abcde"))
	c.CloseWrite()
	all := ""
	for b := next(patience); b != "" && b != "nothing"; b = next(patience) {
		all += b
	}
	if all != "abcde" {
		t.Errorf("the server got %q, want \"abcde\"", all)
	}
}

// delayed returns a connection through a proxy that delays what goes up, and what
// tells that something is under way.
func delayed(t *testing.T, server string, by time.Duration) (*impair.TCP, *net.TCPConn, <-chan bool) {
	underWay := make(chan bool, 10)
	p, c := through(t, impair.TCPConfig{To: server, Up: impair.Flow{Delay: &link.Delay{Mean: by}},
		Record: func(r link.Record) {
			if r.Kind == link.Delayed {
				underWay <- true
			}
		}})
	return p, c, underWay
}

// What comes once a delay has gone stays behind what is still under way, and so
// does the end of the stream.
func TestDelayGoes(t *testing.T) {
	got := make(chan string, 1)
	server := tcpServer(t, func(c *net.TCPConn) {
		b, _ := io.ReadAll(c)
		got <- string(b)
	})
	p, c, underWay := delayed(t, server, 200*time.Millisecond)
	c.Write([]byte("first "))
	<-underWay
	if err := p.Set(impair.Flow{}, impair.Flow{}); err != nil {
		t.Fatal(err)
	}
	c.Write([]byte("second"))
	c.CloseWrite()
	if b := <-got; b != "first second" {
		t.Errorf("the server got %q, want \"first second\"", b)
	}
}

// What is under way takes about the memory of its bytes, however few came at a time.
func TestSmallWritesAreSmall(t *testing.T) {
	server := tcpServer(t, func(c *net.TCPConn) { io.Copy(io.Discard, c) })
	_, c, underWay := delayed(t, server, time.Hour)
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	const writes = 500
	for range writes {
		c.Write([]byte("x"))
		<-underWay
	}
	if each := (heap() - before) / writes; each > 8<<10 {
		t.Errorf("a byte under way takes %d bytes of memory", each)
	}
}
