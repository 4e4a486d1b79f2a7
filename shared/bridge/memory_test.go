package bridge_test

import (
	"bytes"
	"net"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
)

// A watch has how much memory is in use at most, looked at now and then.
type watch struct{ stop, most chan uint64 }

func watchMemory() watch {
	w := watch{make(chan uint64), make(chan uint64)}
	go func() {
		var most uint64
		for {
			select {
			case <-w.stop:
				w.most <- max(most, inUse())
				return
			case <-time.After(100 * time.Millisecond):
				most = max(most, inUse())
			}
		}
	}()
	return w
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// atMost fails the test if more than the bound was in use, of which yamux's
// buffers may take three times as much, and what a session and its client have
// anyway.
func (w watch) atMost(t *testing.T, bound uint64) {
	t.Helper()
	const anyway = 80 << 20
	close(w.stop)
	if most := <-w.most; most > 3*bound+anyway {
		t.Errorf("%d MiB are in use at most, want %d", most>>20, (3*bound+anyway)>>20)
	} else {
		t.Logf("%d MiB are in use at most", most>>20)
	}
}

// TestNeverReads receives 64 KiB by each of many calls and reads no reply: no more
// calls are made than one of each socket, and those whose replies the connection
// keeps.
func TestNeverReads(t *testing.T) {
	notInPages(t)
	const sockets, each, kept = 50, 100, 8
	var made atomic.Int32
	f := newFake(func(s *fakeSocket, c *socket.Call) error {
		if c.Op == socket.OpRecv {
			made.Add(1)
			c.N = len(c.Buf)
		}
		return nil
	})
	s := serveFake(f, bridge.Times{})
	deaf := newStalling(s.Conn)
	s.Conn = deaf
	mux := s.yamux(t)
	var all []*yamux.Stream
	for range sockets {
		calls, _ := open(t, mux, false)
		if _, _, err := receive(calls); err != nil {
			t.Fatal(err)
		}
		all = append(all, calls)
	}
	deaf.stall()
	before := inUse()
	recv := frame(2, 2, []byte{byte(socket.OpRecv), 0, 0, 0, 1, 0, 0x80, 0x80, 0x08})
	for _, calls := range all {
		if _, err := calls.Write(bytes.Repeat(recv, each)); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "each socket has made a call", func() bool { return made.Load() >= sockets })
	var used uint64
	for range 5 {
		used = max(used, inUse())
	}
	if n := made.Load(); n > sockets+kept {
		t.Errorf("%d calls are made, want %d", n, sockets+kept)
	}
	if used > before+3*sockets<<16+8<<20 {
		t.Errorf("%d KiB more are in use", (used-before)>>10)
	}
	s.Close()
	s.freed(t, "")
	if n := made.Load(); n > 2*sockets+kept {
		t.Errorf("%d calls are made once the connection has ended", n)
	}
	mux.Close()
}

// TestShrinks fills streams, which yamux keeps the memory of, and empties them.
func TestShrinks(t *testing.T) {
	notInPages(t)
	const streams = 24
	take := make(chan struct{})
	f := newFake(func(s *fakeSocket, c *socket.Call) error {
		switch {
		case c.Op == socket.OpSend:
			<-take
			c.N = len(c.Buf)
		case c.Op == socket.OpRecv:
			<-s.closed
			return net.ErrClosed
		}
		return nil
	})
	s := serveFake(f, bridge.Times{})
	mux := s.yamux(t)
	inUse() // what pools of earlier tests keep goes at the second collection
	before := inUse()
	for range streams {
		_, data := open(t, mux, true)
		if _, err := data.Write(make([]byte, 1<<20-1024)); err != nil {
			t.Fatal(err)
		}
	}
	if used := inUse(); used < before+streams<<20 {
		t.Errorf("%d MiB of memory are used before", (used-before)>>20)
	}
	close(take)
	eventually(t, "the memory is free", func() bool { return inUse() < before+streams<<20/3 })
	mux.Close()
	s.freed(t, "")
}

func notInPages(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("a page is no server, and collects its garbage slowly")
	}
}
