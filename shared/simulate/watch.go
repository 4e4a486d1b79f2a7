package simulate

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/socketlab/socketlab/shared/virtual"
)

const (
	lookEvery = 20 * time.Millisecond // at the states of connections, besides after each event

	// lingers is for the ends of connections, after the roles have ended, in the
	// network's time. What waits for an answer is sent again after 0.2 s to 1 s, and
	// then after twice as long each time (RFC 6298): within 10 s three times or more.
	lingers = 10 * time.Second
)

// Watch writes the states of hosts' connections to a timeline, at each pulse; with
// a nil pulse it does not. What it returns ends that, and where the lesson is about
// streams waits before until all connections are closed, or in TIME-WAIT, and no
// packet is on its way: for 10 s of the network's time at most, or until ctx is done.
func Watch(ctx context.Context, l *lesson.Lesson, n *virtual.Network, to *timeline.Timeline, pulse timeline.Pulse) (stop func()) {
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
		if l.Type == socket.SOCK_STREAM {
			linger(ctx, n)
		}
		end()
		running.Wait()
	}
}

// linger waits until a network's connections have come to their ends. It asks for the
// time again and again: a timer would be what a clock is stepped to.
func linger(ctx context.Context, n *virtual.Network) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	until := n.Scheduler().Now() + lingers
	for (!closed(n) || underWay(n)) && n.Scheduler().Now() < until {
		select {
		case <-look.C:
		case <-ctx.Done():
			return
		}
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

// underWay reports whether a link has packets that will arrive, or be lost, by
// themselves: one that a rule holds waits for others.
func underWay(n *virtual.Network) bool {
	return slices.ContainsFunc(n.Links(), func(l *link.Link) bool {
		s := l.Stats()
		left := s.Sent + s.Duplicated - s.Delivered - s.Held
		for _, dropped := range s.Dropped {
			left -= dropped
		}
		return left > 0
	})
}
