package bridge_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/bridge"
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
