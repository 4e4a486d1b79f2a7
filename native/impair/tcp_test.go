package impair_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
)

// tcpServer serves each connection with f.
func tcpServer(t *testing.T, f func(*net.TCPConn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				f(c.(*net.TCPConn))
			}()
		}
	}()
	return l.Addr().String()
}

// through returns a connection to a server through a proxy.
func through(t *testing.T, c impair.TCPConfig) (*impair.TCP, *net.TCPConn) {
	t.Helper()
	p := tcpProxy(t, c)
	conn, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return p, conn.(*net.TCPConn)
}

func tcpProxy(t *testing.T, c impair.TCPConfig) *impair.TCP {
	t.Helper()
	c.Listen = "127.0.0.1:0"
	p, err := impair.ListenTCP(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- p.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return p
}

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>11)
	}
	return b
}

// Everything that was sent before a half-close comes back after it.
func TestHalfClose(t *testing.T) {
	echo := func(c *net.TCPConn) {
		b, _ := io.ReadAll(c)
		c.Write(b)
	}
	flows := map[string]impair.Flow{
		"plain":  {},
		"slices": {Slice: 1000},
		"slow":   {Delay: &link.Delay{Distribution: link.Uniform, Mean: 2e6, Jitter: 2e6}, Rate: &link.Rate{Bits: 1e9}},
	}
	for name, f := range flows {
		t.Run(name, func(t *testing.T) {
			_, c := through(t, impair.TCPConfig{To: tcpServer(t, echo), Up: f, Down: f})
			want := pattern(4 << 20)
			go func() {
				c.Write(want)
				c.CloseWrite()
			}()
			got, err := io.ReadAll(c)
			if err != nil || !bytes.Equal(want, got) {
				t.Errorf("%d bytes of %d came back whole: %v, %v", len(got), len(want), bytes.Equal(want, got), err)
			}
		})
	}
}

func TestResetAfter(t *testing.T) {
	served := make(chan error, 1)
	server := tcpServer(t, func(c *net.TCPConn) {
		_, err := io.Copy(io.Discard, c)
		served <- err
	})
	p, c := through(t, impair.TCPConfig{To: server, Up: impair.Flow{ResetAfter: 10_000}})
	c.Write(pattern(20_000))
	if _, err := io.ReadAll(c); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client got %v, want ECONNRESET", err)
	}
	if err := <-served; !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the server got %v, want ECONNRESET", err)
	}
	up, _ := p.Bytes()
	if up.Written != 10_000 {
		t.Errorf("%d bytes were passed on, want 10000", up.Written)
	}
}

// A reset of one side reaches the other.
func TestResetIsPassedOn(t *testing.T) {
	_, c := through(t, impair.TCPConfig{To: tcpServer(t, func(c *net.TCPConn) {
		c.Read(make([]byte, 1))
		c.SetLinger(0)
	})})
	c.Write([]byte("x"))
	if _, err := io.ReadAll(c); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client got %v, want ECONNRESET", err)
	}
}

func TestRefusedServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	p := tcpProxy(t, impair.TCPConfig{To: l.Addr().String()})
	c, err := net.Dial("tcp", p.Addr().String())
	if err == nil { // else the reset was faster
		defer c.Close()
		_, err = io.ReadAll(c)
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client got %v, want ECONNRESET", err)
	}
}

// A client that does not read makes the server wait, not the proxy grow.
func TestBackpressure(t *testing.T) {
	blocked := make(chan int, 1)
	server := tcpServer(t, func(c *net.TCPConn) {
		sent := 0
		c.SetWriteDeadline(time.Now().Add(time.Second))
		for {
			n, err := c.Write(make([]byte, 1<<20))
			sent += n
			if err != nil {
				blocked <- sent
				return
			}
		}
	})
	through(t, impair.TCPConfig{To: server})
	if sent := <-blocked; sent > 64<<20 {
		t.Errorf("the server could send %d bytes that nobody read", sent)
	}
}

func TestBadFlow(t *testing.T) {
	for want, f := range map[string]impair.Flow{
		"slice is -1: it can be a number of bytes, 0 for never":        {Slice: -1},
		"gap is -1s: it can be a time such as 10ms":                    {Slice: 1, Gap: -1e9},
		"gap is 1s: it is between slices: say of how many, as slice=1": {Gap: 1e9},
	} {
		_, err := impair.ListenTCP(t.Context(), impair.TCPConfig{Listen: "127.0.0.1:0", Up: f})
		if want := "client>server: " + want; err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
