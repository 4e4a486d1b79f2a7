package kernel_test

import (
	"errors"
	"net"
	"os"
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
	if limit.Max < sockets+100 {
		t.Skipf("needs %d descriptors, the hard limit is %d: raise it with 'ulimit -Hn'", sockets+100, limit.Max)
	}
	limit.Cur = limit.Max
	check(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit))
	st := kernel.New()
	defer st.Close()
	to := make([]socket.Addr, sockets)
	var waiting, received sync.WaitGroup
	release := make(chan struct{})
	for i := range to {
		s := bound(t, st, socket.SOCK_DGRAM)
		addr, err := s.GetSockName()
		check(t, err)
		to[i] = addr
		waiting.Add(2)
		received.Go(func() {
			for range 2 { // the second Recv waits until the test closes the socket
				_, err := s.Recv(16)
				if err != nil && !errors.Is(err, net.ErrClosed) {
					t.Errorf("recv: %v", err)
				}
				if err == nil {
					waiting.Done()
					<-release
				}
			}
		})
	}
	sender := bound(t, st, socket.SOCK_DGRAM)
	for _, addr := range to {
		_, err := sender.SendTo([]byte("x"), addr)
		check(t, err)
		waiting.Done()
	}
	waiting.Wait() // each Recv has worked once
	close(release)
	if n := threadsOf(t); n > threads {
		t.Errorf("%d threads for %d sockets that wait, want at most %d", n, sockets, threads)
	}
	st.Close()
	received.Wait()
}

func threadsOf(t *testing.T) int {
	b, err := os.ReadFile("/proc/self/status")
	check(t, err)
	_, rest, _ := strings.Cut(string(b), "\nThreads:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	check(t, err)
	return n
}
