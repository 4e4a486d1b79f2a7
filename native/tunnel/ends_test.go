package tunnel_test

import (
	"errors"
	"io"
	"net"
	"testing"

	"github.com/socketlab/socketlab/native/tunnel"
)

// TestClose closes one end while Read and Write wait on both.
func TestClose(t *testing.T) {
	for _, who := range []string{"dialling", "accepting"} {
		t.Run(who, func(t *testing.T) {
			near, far := pair(t)
			closes, other := near, far
			if who == "accepting" {
				closes, other = far, near
			}
			reads := [2]chan error{make(chan error, 1), make(chan error, 1)}
			for i, c := range []*tunnel.Conn{closes, other} {
				go func() {
					_, err := c.Read(make([]byte, 1))
					reads[i] <- err
				}()
			}
			closes.Close()
			if err := <-reads[0]; err != net.ErrClosed {
				t.Errorf("its Read fails with %v, want net.ErrClosed", err)
			}
			if err := <-reads[1]; err != io.EOF {
				t.Errorf("the other's Read fails with %v, want io.EOF", err)
			}
			if _, err := closes.Write([]byte{1}); err != net.ErrClosed {
				t.Errorf("its Write fails with %v, want net.ErrClosed", err)
			}
			if _, err := other.Write([]byte{1}); err != io.EOF {
				t.Errorf("the other's Write fails with %v, want io.EOF", err)
			}
		})
	}
}

// fill writes until the connection takes no more, and returns what ends it.
func fill(c *tunnel.Conn) <-chan error {
	ended := make(chan error, 1)
	go func() {
		for {
			if _, err := c.Write(make([]byte, 1<<20)); err != nil {
				ended <- err
				return
			}
		}
	}()
	return ended
}

// TestNeverReads: a peer that reads nothing keeps neither Close nor a Write.
func TestNeverReads(t *testing.T) {
	near, far := pair(t)
	for name, c := range map[string]*tunnel.Conn{"dialling": near, "accepting": far} {
		ended := fill(c)
		c.Close()
		if err := <-ended; err != net.ErrClosed {
			t.Errorf("%s: Write fails with %v, want net.ErrClosed", name, err)
		}
	}
}

// TestVanish: a peer that is reset ends Read and Write.
func TestVanish(t *testing.T) {
	raw, far := rawPair(t)
	ended := fill(far)
	raw.NetConn().(*net.TCPConn).SetLinger(0)
	raw.Close()
	var lost *tunnel.CloseError
	if _, err := far.Read(make([]byte, 1)); !errors.As(err, &lost) || lost.Code != 1006 {
		t.Errorf("Read fails with %v, want code 1006", err)
	}
	if err := <-ended; !errors.As(err, &lost) {
		t.Errorf("Write fails with %v, want code 1006", err)
	}
}
