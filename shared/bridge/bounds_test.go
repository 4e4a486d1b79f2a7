package bridge_test

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
)

// TestLookups looks up more names than are looked up at once, which takes for
// ever: they do not keep a session whose client has left.
func TestLookups(t *testing.T) {
	var most, now atomic.Int32
	full := make(chan struct{})
	f := stuck()
	f.resolve = func(ctx context.Context) error {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
			if n == 16 {
				close(full)
			}
		}
		<-ctx.Done()
		now.Add(-1)
		return ctx.Err()
	}
	s := serveFake(f, bridge.Times{Look: time.Hour})
	mux := s.yamux(t)
	for range 40 {
		stream, err := mux.OpenStream()
		if err != nil {
			t.Fatal(err)
		}
		stream.Write(append([]byte{1, 3}, frame(2, 1, []byte("h"))...))
	}
	<-full
	open(t, mux, true) // so that the others have begun
	mux.Close()
	s.freed(t, "")
	if n := most.Load(); n != 16 {
		t.Errorf("%d lookups at once, want 16", n)
	}
}

// TestTooManyCalls makes more calls of one socket than may wait at once: the last is
// refused, and the others wait on.
func TestTooManyCalls(t *testing.T) {
	const most = 64
	const calls = "the bridge allows a socket 64 calls that wait: no buffer space available (ENOBUFS)"
	connect := func() *socket.Call { return &socket.Call{Op: socket.OpConnect, Timeout: socket.NoTimeout} }
	for _, test := range []struct {
		name    string
		sockets int
		do      func(socket.Handle) error
		want    string
	}{
		{"calls", 1, func(h socket.Handle) error { return h.Do(connect()) }, calls},
		{"batches", 1, func(h socket.Handle) error { return h.(socket.Batcher).Batch(connect()) }, calls},
		{"bytes", 2, func(h socket.Handle) error { // of all sockets 16 MiB
			return h.Do(&socket.Call{Op: socket.OpSendTo, Buf: make([]byte, 255<<10), Timeout: socket.NoTimeout})
		}, "the bridge keeps 16 MiB of a session's calls that wait: no buffer space available (ENOBUFS)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := bridged(t, newFake(func(s *fakeSocket, c *socket.Call) error {
				if c.Timeout == 0 {
					return socket.EAGAIN
				}
				<-s.closed
				return net.ErrClosed
			}))
			var all []socket.Handle
			for range test.sockets {
				h, err := st.Socket(socket.AF_INET, socket.SOCK_DGRAM, 0)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, h)
			}
			errs := make(chan error)
			for n := range most + 1 {
				go func() { errs <- test.do(all[n%len(all)]) }()
			}
			select {
			case err := <-errs:
				if !errors.Is(err, socket.ENOBUFS) || err.Error() != test.want {
					t.Errorf("one too many fails with %v, want %s", err, test.want)
				}
			case <-time.After(patience):
				t.Errorf("more than %d wait", most)
			}
			for _, h := range all {
				h.Close()
			}
			for range most {
				if err := <-errs; !errors.Is(err, net.ErrClosed) {
					t.Errorf("after Close one fails with %v", err)
				}
			}
		})
	}
}
