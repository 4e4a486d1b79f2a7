package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// lingers is how long the ends of connections may take, after the roles have
// ended, to be seen.
const lingers = 3 * time.Second

// watchHosts shows the states of virtual hosts' connections. What it returns ends
// that, once the connections have been closed by both sides.
func (b *below) watchHosts(ctx context.Context, n *virtual.Network) (stop func()) {
	if b.timeline == nil && b.capture == nil {
		return func() {}
	}
	look := func() {
		for _, name := range n.Names() {
			b.timeline.States(name, n.Host(name).Connections())
		}
	}
	watching, end := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	if b.pulse != nil {
		running.Go(func() { b.pulse.Watch(watching, lookEvery, look) })
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
			return c.Info.State != "LISTEN" && c.Info.State != "TIME-WAIT" && c.Info.State != "CLOSED"
		}) {
			return false
		}
	}
	return true
}
