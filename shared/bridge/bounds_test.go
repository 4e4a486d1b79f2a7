package bridge_test

import (
	"bytes"
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
			st := bridged(t, allWait())
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

// eventually fails the test unless the condition comes true in time.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience / 2); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not after %v", what, patience/2)
		}
	}
}

// TestDrains closes a spliced socket that does not take its bytes: it is closed
// without.
func TestDrains(t *testing.T) {
	near, far := net.Pipe()
	f := stuck()
	served := make(chan error)
	go func() { served <- bridge.ServeIn(far, f, bridge.Times{Drain: 50 * time.Millisecond}) }()
	st, err := bridge.New(near)
	if err != nil {
		t.Fatal(err)
	}
	c, err := socket.Dial(t.Context(), st, "tcp", "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	c.Close()
	eventually(t, "the socket is closed", func() bool { return f.sockets() == 0 })
	st.Close()
	<-served
}

// TestUnclaimed accepts a connection and does not open it: it is closed, and can
// not be opened any more.
func TestUnclaimed(t *testing.T) {
	f := stuck()
	f.do = func(_ *fakeSocket, c *socket.Call) error {
		if c.Op == socket.OpAccept {
			c.Accepted, _ = f.Socket(0, 0, 0)
		}
		return nil
	}
	s := serveFake(f, bridge.Times{Claim: 50 * time.Millisecond})
	mux := s.yamux(t)
	calls, _ := open(t, mux, false)
	calls.Write(frame(2, 2, []byte{byte(socket.OpAccept), 0, 0, 0, 1, 0, 0}))
	receive(calls) // the open's
	_, reply, err := receive(calls)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the connection is closed", func() bool { return f.sockets() == 1 })
	late, err := mux.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	late.Write(append([]byte{1, 2}, frame(1, 1, reply[7:15])...))
	if _, reply, err := receive(late); err != nil || !bytes.Contains(reply, []byte("EBADF")) {
		t.Errorf("the token opens %q, %v", reply, err)
	}
	mux.Close()
	s.freed(t, "")
}

// TestAbandoned closes a listener while it accepts: what it has accepted then is
// not kept for long.
func TestAbandoned(t *testing.T) {
	f := stuck()
	accepting, accept := make(chan struct{}), make(chan struct{})
	var made atomic.Bool
	f.do = func(_ *fakeSocket, c *socket.Call) error {
		if c.Op == socket.OpAccept {
			close(accepting)
			<-accept
			c.Accepted, _ = f.Socket(0, 0, 0)
			made.Store(true)
		}
		return nil
	}
	s := serveFake(f, bridge.Times{Claim: time.Hour})
	mux := s.yamux(t)
	calls, _ := open(t, mux, false)
	calls.Write(frame(2, 2, []byte{byte(socket.OpAccept), 0, 0, 0, 1, 0, 0}))
	<-accepting
	calls.Close()
	close(accept)
	eventually(t, "what it accepted is closed", func() bool { return made.Load() && f.sockets() == 0 })
	mux.Close()
	s.freed(t, "")
}

// TestClosedStack makes calls after Close.
func TestClosedStack(t *testing.T) {
	st := bridged(t, takesAll())
	plain, err := st.Socket(socket.AF_INET, socket.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	spliced, err := socket.Dial(t.Context(), st, "tcp", "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	st.Close()
	for name, do := range map[string]func() error{
		"socket":      func() error { _, err := st.Socket(socket.AF_INET, socket.SOCK_STREAM, 0); return err },
		"start":       func() error { _, err := st.Start(socket.AF_INET, socket.SOCK_STREAM, 0); return err },
		"resolve":     func() error { _, err := st.Resolve(t.Context(), "h"); return err },
		"call":        func() error { return plain.Do(&socket.Call{Op: socket.OpGetSockName}) },
		"batch":       func() error { return plain.(socket.Batcher).Batch(&socket.Call{Op: socket.OpGetSockName}) },
		"deadline":    func() error { return plain.SetDeadline(nil, &time.Time{}) },
		"send":        func() error { _, err := spliced.Write([]byte("x")); return err },
		"recv":        func() error { _, err := spliced.Read(make([]byte, 1)); return err },
		"close write": func() error { return spliced.(interface{ CloseWrite() error }).CloseWrite() },
	} {
		if err := do(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s after Close fails with %v, want net.ErrClosed", name, err)
		}
	}
}
