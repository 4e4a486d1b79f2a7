package netstack_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// TestBacklog: with a backlog of n, n+1 connections wait for accept as on Linux,
// and the SYN of the next is dropped.
func TestBacklog(t *testing.T) {
	for _, n := range []int{0, 1, 3} {
		network := start(t, virtual.Config{}, link.Conditions{})
		l, addr := network.listen(n)
		for range n + 1 {
			s := network.connect(addr)
			_, err := s.Send([]byte("x"))
			must(t, err)
			for acked := false; !acked; acked = network.seen("server>client", "ack") > 0 {
				pause(t, network) // until the connection is in the queue
			}
			network.forget()
		}
		late := network.tcp("client")
		late.SetTimeout(100 * time.Millisecond)
		if err := late.Connect(addr); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("backlog %d: connection %d: %v, want a timeout", n, n+2, err)
		}
		for range n + 1 {
			_, _, err := l.Accept()
			must(t, err)
		}
		late.SetTimeout(socket.NoTimeout)
		must(t, late.Connect(addr)) // by a SYN that is sent again
	}
}
