package bridge_test

import (
	"errors"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
)

// A stalling connection: from freeze on what arrives is lost, from stall on nothing
// is read, until it is closed.
type stalling struct {
	net.Conn
	frozen, stalled, closed chan struct{}
	once                    sync.Once
}

func newStalling(c net.Conn) *stalling {
	return &stalling{Conn: c, frozen: make(chan struct{}), stalled: make(chan struct{}), closed: make(chan struct{})}
}

func (s *stalling) freeze() { close(s.frozen) }
func (s *stalling) stall()  { close(s.stalled) }

func (s *stalling) Read(b []byte) (int, error) {
	for {
		n, err := s.Conn.Read(b)
		select {
		case <-s.stalled:
			<-s.closed
			return 0, net.ErrClosed
		default:
		}
		select {
		case <-s.frozen:
			if err == nil {
				continue
			}
		default:
		}
		return n, err
	}
}

func (s *stalling) Close() error {
	s.once.Do(func() { close(s.closed) })
	return s.Conn.Close()
}

// stallable returns a bridge to sockets that take everything, and its connection.
func stallable(t *testing.T) (*bridge.Stack, *stalling) {
	near, far := net.Pipe()
	s := newStalling(far)
	served := make(chan struct{})
	go func() {
		bridge.Serve(s, takesAll())
		close(served)
	}()
	st, err := bridge.New(near)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		st.Close()
		<-served
	})
	return st, s
}

// within fails the test unless f returns in time.
func within(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		f()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		t.Errorf("%s still waits after %v", what, patience)
	}
}

// dialSome opens connections of which each has sent a byte.
func dialSome(t *testing.T, st *bridge.Stack, network string, n int) (all []net.Conn) {
	for range n {
		c, err := socket.Dial(t.Context(), st, network, "127.0.0.1:1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// TestCloseStack closes sockets, and the Stack, whose server does not answer:
// they are waited for once, not each.
func TestCloseStack(t *testing.T) {
	st, conn := stallable(t)
	st.DrainWithin(100 * time.Millisecond)
	all := dialSome(t, st, "tcp", 3)
	conn.freeze()
	for _, c := range all {
		c.Close()
	}
	within(t, "Close", func() { st.Close() })
}

// TestStalledWrites writes to a connection that takes nothing: deadlines and Close
// end the writes, those that wait for the connection, and those of later.
func TestStalledWrites(t *testing.T) {
	soon := func() time.Time { return time.Now().Add(50 * time.Millisecond) }
	for _, test := range []struct {
		name, network string
		size          int
		end           func(net.Conn)
		want          error
	}{
		{"deadline", "tcp", 1 << 20, func(c net.Conn) { c.SetWriteDeadline(soon()) }, os.ErrDeadlineExceeded},
		{"deadline, small", "tcp", 1, func(c net.Conn) { c.SetWriteDeadline(soon()) }, os.ErrDeadlineExceeded},
		{"deadline, datagrams", "udp", 60_000, func(c net.Conn) { c.SetWriteDeadline(soon()) }, os.ErrDeadlineExceeded},
		{"close", "tcp", 1 << 20, func(c net.Conn) { c.Close() }, net.ErrClosed},
		{"close, small", "tcp", 1, func(c net.Conn) { c.Close() }, net.ErrClosed},
		{"close, datagrams", "udp", 60_000, func(c net.Conn) { c.Close() }, net.ErrClosed},
	} {
		t.Run(test.name, func(t *testing.T) {
			st, conn := stallable(t)
			st.DrainWithin(0)
			all := dialSome(t, st, test.network, 6)
			conn.stall()
			var writers sync.WaitGroup
			for _, c := range all {
				writers.Go(func() {
					err := error(nil)
					for err == nil {
						_, err = c.Write(make([]byte, test.size))
					}
					if !errors.Is(err, test.want) {
						t.Errorf("a write fails with %v, want %v", err, test.want)
					}
				})
			}
			within(t, "what ends a write", func() {
				for _, c := range all {
					test.end(c)
				}
			})
			within(t, "a write", writers.Wait)
			within(t, "Close", func() {
				for _, c := range all {
					c.Close()
				}
			})
		})
	}
}
