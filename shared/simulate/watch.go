package simulate

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/socketlab/socketlab/shared/virtual"
)

const (
	lookEvery = 20 * time.Millisecond // at the states of connections, besides after each event
	lingers   = 3 * time.Second       // for the ends of connections, after the roles have ended
)

// Watch writes the states of hosts' connections to a timeline, at each pulse; with
// a nil pulse it does not. What it returns waits until both sides have closed what
// is open, for 3 s at most or until ctx is done, and then ends that.
func Watch(ctx context.Context, n *virtual.Network, to *timeline.Timeline, pulse timeline.Pulse) (stop func()) {
	watching, end := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	if pulse != nil {
		running.Go(func() {
			pulse.Watch(watching, lookEvery, func() {
				for _, name := range n.Names() {
					to.States(name, time.Time{}, n.Host(name).Connections())
				}
			})
		})
	}
	return func() {
		closing, cancel := context.WithTimeout(ctx, lingers)
		defer cancel()
		for closing.Err() == nil && !closed(n) {
			select {
			case <-time.After(lookEvery):
			case <-closing.Done():
			}
		}
		end()
		running.Wait()
	}
}

// closed reports whether all connections have ended, but for waiting.
func closed(n *virtual.Network) bool {
	for _, name := range n.Names() {
		if slices.ContainsFunc(n.Host(name).Connections(), func(c socket.Connection) bool {
			return c.Info.State != "LISTEN" && c.Info.State != "TIME-WAIT"
		}) {
			return false
		}
	}
	return true
}
