package kernel_test

import (
	"bytes"
	"errors"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/socket"
)

// TestWaitingCostsNoThreads has 10,000 sockets wait in Recv at once.
func TestWaitingCostsNoThreads(t *testing.T) {
	const sockets, threads = 10_000, 50
	var limit syscall.Rlimit
	check(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	if limit.Cur < sockets+100 {
		t.Skipf("needs %d descriptors, the limit is %d: raise it with 'ulimit -n'", sockets+100, limit.Cur)
	}
	st := kernel.New()
	defer st.Close()
	var waiting sync.WaitGroup
	for range sockets {
		s := bound(t, st, socket.SOCK_DGRAM)
		waiting.Go(func() {
			if _, err := s.Recv(16); !errors.Is(err, net.ErrClosed) {
				t.Errorf("recv: %v", err)
			}
		})
	}
	stacks := make([]byte, 64<<20)
	for n := 0; n < sockets; n = bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte("[IO wait")) {
		runtime.Gosched() // until all of them wait in the poller
	}
	if n := threadsOf(t); n > threads {
		t.Errorf("%d threads for %d sockets that wait, want at most %d", n, sockets, threads)
	}
	st.Close()
	waiting.Wait()
}

func threadsOf(t *testing.T) int {
	b, err := os.ReadFile("/proc/self/status")
	check(t, err)
	_, rest, _ := strings.Cut(string(b), "\nThreads:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	check(t, err)
	return n
}
