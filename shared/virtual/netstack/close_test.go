package netstack_test

import (
	"errors"
	stdnet "net"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/virtual"
)

// TestClose closes networks in the midst of whatever TCP may be at. Calls that
// wait return, and TestMain finds no goroutine.
func TestClose(t *testing.T) {
	slow := link.Conditions{Delay: &link.Delay{Mean: 200 * time.Millisecond}}
	lost := link.Conditions{Loss: 1}
	tests := []struct {
		name string
		on   link.Conditions
		call func(*net) func() error // that waits
	}{
		{"a handshake", slow, func(n *net) func() error {
			_, addr := n.listen(1)
			client := n.tcp("client")
			return func() error { return client.Connect(addr) }
		}},
		{"a SYN that is lost", lost, func(n *net) func() error {
			_, addr := n.listen(1)
			client := n.tcp("client")
			return func() error { return client.Connect(addr) }
		}},
		{"accept", slow, func(n *net) func() error {
			l, _ := n.listen(1)
			return func() error { _, _, err := l.Accept(); return err }
		}},
		{"a transfer", slow, func(n *net) func() error {
			client, _ := n.pair()
			return func() error { return client.SendAll(make([]byte, 64<<20)) }
		}},
		{"silence", slow, func(n *net) func() error {
			client, _ := n.pair()
			return func() error { _, err := client.Recv(1); return err }
		}},
		{"a closing handshake", slow, func(n *net) func() error {
			client, server := n.pair()
			must(n.t, client.Close())
			return func() error { _, err := server.Recv(1); return err }
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			n := start(t, virtual.Config{}, test.on)
			call, done := test.call(n), make(chan error, 1)
			go func() { done <- call() }()
			pause(t, n) // so that the call waits, mostly
			must(t, n.Close())
			if err := <-done; !errors.Is(err, stdnet.ErrClosed) {
				t.Errorf("the call that waits: %v, want %v", err, stdnet.ErrClosed)
			}
		})
	}
}
