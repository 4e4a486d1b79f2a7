package bridge_test

import (
	"runtime"
	"testing"
	"time"
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
