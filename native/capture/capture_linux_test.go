package capture_test

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/capture"
	"github.com/socketlab/socketlab/shared/segment"
)

// open opens a capture, where that is allowed.
func open(t *testing.T, port int) *capture.Capture {
	c, err := capture.Loopback(uint16(port))
	if errors.Is(err, os.ErrPermission) {
		t.Skip("it needs CAP_NET_RAW")
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A connection's handshake, its bytes and its end, each sent and delivered.
func TestLoopback(t *testing.T) {
	for _, network := range []struct{ name, addr string }{{"tcp4", "127.0.0.1:0"}, {"tcp6", "[::1]:0"}} {
		t.Run(network.name, func(t *testing.T) {
			l, err := net.Listen(network.name, network.addr)
			if err != nil {
				t.Skip(err)
			}
			defer l.Close()
			c := open(t, l.Addr().(*net.TCPAddr).Port)
			defer c.Close()
			before := time.Now()
			go func() {
				conn, err := l.Accept()
				if err == nil {
					conn.Read(make([]byte, 10))
					conn.Close()
				}
			}()
			conn, err := net.Dial(network.name, l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			conn.Write([]byte("hello"))
			conn.Read(make([]byte, 1)) // the end of the stream
			conn.Close()

			got := map[bool][]string{}
			for fins := 0; fins < 4; {
				p, err := c.Next()
				if err != nil {
					t.Fatal(err)
				}
				s, err := segment.Parse(p.Data)
				if err != nil {
					t.Fatal(err)
				}
				if age := p.Time.Sub(before); age < -time.Second || age > time.Minute {
					t.Errorf("a packet is %v old", age)
				}
				if class := s.Class(); class != "ack" { // when those go is the kernel's choice
					got[p.Sent] = append(got[p.Sent], class)
				}
				if s.Flags&segment.FIN != 0 {
					fins++
				}
			}
			want := []string{"SYN", "SYN-ACK", "data", "FIN", "FIN"}
			if diff := cmp.Diff(map[bool][]string{true: want, false: want}, got); diff != "" {
				t.Error(diff)
			}
			if n := c.Missed(); n != 0 {
				t.Errorf("%d packets were missed", n)
			}
		})
	}
}

// Close ends a Next that waits.
func TestClose(t *testing.T) {
	c := open(t, 1)
	done := make(chan error)
	go func() {
		_, err := c.Next()
		done <- err
	}()
	c.Close()
	if err := <-done; !errors.Is(err, os.ErrClosed) {
		t.Errorf("Next says %v", err)
	}
}
