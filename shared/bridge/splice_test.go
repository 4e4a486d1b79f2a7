package bridge_test

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
)

// arrivals is a fake that accepts connections and says what is sent.
func arrivals(sent chan<- string) *fake {
	f := takesAll()
	takes := f.do
	f.do = func(s *fakeSocket, c *socket.Call) error {
		if c.Op == socket.OpAccept {
			c.Accepted, _ = f.Socket(0, 0, 0)
			return nil
		}
		err := takes(s, c)
		if c.Op == socket.OpSend || c.Op == socket.OpSendTo {
			sent <- string(c.Buf)
		}
		return err
	}
	return f
}

// TestSpliceAtOnce splices sockets and sends, with no call between: the server has
// a socket before its data stream comes.
func TestSpliceAtOnce(t *testing.T) {
	for _, test := range []struct {
		name     string
		typ      socket.Type
		accepted bool
	}{
		{"datagrams", socket.SOCK_DGRAM, false},
		{"stream", socket.SOCK_STREAM, false},
		{"accepted", socket.SOCK_STREAM, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			sent := make(chan string, 1)
			st := bridged(t, arrivals(sent))
			for n := range 300 {
				h, err := st.Socket(socket.AF_INET, test.typ, 0)
				if err != nil {
					t.Fatal(err)
				}
				if test.accepted {
					c := socket.Call{Op: socket.OpAccept, Timeout: socket.NoTimeout}
					if err := h.Do(&c); err != nil {
						t.Fatal(err)
					}
					h = c.Accepted
				}
				h.(socket.Splicer).Splice()
				if err := h.Do(&socket.Call{Op: socket.OpSend, Buf: []byte("x"), Timeout: socket.NoTimeout}); err != nil {
					t.Fatal(err)
				}
				select {
				case <-sent:
				case <-time.After(patience):
					t.Fatalf("what socket %d sent does not arrive", n)
				}
			}
		})
	}
}

// TestSpliceRefused splices a socket whose call waits: both directions fail.
func TestSpliceRefused(t *testing.T) {
	for _, typ := range []socket.Type{socket.SOCK_STREAM, socket.SOCK_DGRAM} {
		t.Run(typ.String(), func(t *testing.T) {
			waits := make(chan struct{}, 1)
			st := bridged(t, newFake(func(s *fakeSocket, c *socket.Call) error {
				if c.Op.Reads() && c.Timeout == 0 {
					return socket.EAGAIN
				}
				if c.Op.Reads() {
					waits <- struct{}{}
					<-s.closed
					return net.ErrClosed
				}
				return nil
			}))
			h, err := st.Socket(socket.AF_INET, typ, 0)
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() {
				h.Do(&socket.Call{Op: socket.OpRecv, Buf: make([]byte, 1), Timeout: socket.NoTimeout})
				close(ended)
			}()
			<-waits
			h.(socket.Splicer).Splice()
			within(t, "recv", func() {
				err = h.Do(&socket.Call{Op: socket.OpRecv, Buf: make([]byte, 1), Timeout: socket.NoTimeout})
			})
			if !errors.Is(err, socket.EINVAL) {
				t.Errorf("recv fails with %v, want EINVAL", err)
			}
			for range 2 {
				if err := h.Do(&socket.Call{Op: socket.OpSend, Buf: []byte("x"), Timeout: socket.NoTimeout}); !errors.Is(err, socket.EINVAL) {
					t.Errorf("send fails with %v, want EINVAL", err)
				}
			}
			h.Close()
			<-ended
		})
	}
}

// TestSlowSockets uploads to sockets that take nothing: what stands longest fails,
// in words, and other sockets go on.
func TestSlowSockets(t *testing.T) {
	notInPages(t)
	const uploads, fit = 48, 36 // a window is 1 MiB, of which a part is on its way to the socket
	near, far := net.Pipe()
	served := make(chan error)
	go func() { served <- bridge.ServeIn(far, stuck(), bridge.Times{Stall: 100 * time.Millisecond}) }()
	st, err := bridge.New(near)
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, uploads)
	for range uploads {
		c, err := socket.Dial(t.Context(), st, "tcp", "127.0.0.1:1")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_, err := c.Write(make([]byte, 4<<20))
			failed <- err
		}()
	}
	const want = "the bridge keeps 32 MiB of a session that its sockets do not take: no buffer space available (ENOBUFS)"
	within(t, "a write", func() {
		for range uploads - fit {
			if err := <-failed; !errors.Is(err, socket.ENOBUFS) || !strings.Contains(err.Error(), want) {
				t.Errorf("a write fails with %v, want %s", err, want)
			}
		}
	})
	within(t, "another socket", func() {
		if _, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0); err != nil {
			t.Errorf("another socket: %v", err)
		}
	})
	st.DrainWithin(0)
	st.Close()
	if err := <-served; err != nil {
		t.Errorf("the session ends with %v", err)
	}
	for range fit {
		<-failed
	}
}
