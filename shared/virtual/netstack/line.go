package netstack

import (
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
)

// A line is the calls of one direction of a socket that may wait. The first has
// the turn. Its lock is never held while gVisor is called, which calls wake.
type line struct {
	mu       sync.Mutex
	calls    []*turn
	closed   bool
	deadline time.Time // for every call
}

// A turn is the place of a call in its line.
type turn struct{ ready chan struct{} }

// wake has the call look again.
func (t *turn) wake() {
	select {
	case t.ready <- struct{}{}:
	default:
	}
}

// do makes attempts until one is over, or the time is: until an attempt returns
// something else than EAGAIN.
func (l *line) do(clock link.Clock, c *socket.Call, attempt func(*socket.Call) error) error {
	if c.Timeout == 0 || c.Flags&socket.MSG_DONTWAIT != 0 {
		if _, err := l.end(clock, time.Time{}); err != nil {
			return err
		}
		return l.orClosed(attempt(c))
	}
	var until time.Time
	if c.Timeout > 0 {
		until = clock.Now().Add(c.Timeout)
	}
	t := l.join()
	defer l.leave(t)
	for {
		end, err := l.end(clock, until)
		if err != nil {
			return err
		}
		if l.first(t) {
			if err := attempt(c); err != socket.EAGAIN {
				return l.orClosed(err)
			}
		}
		if !end.IsZero() && !clock.Now().Before(end) {
			return os.ErrDeadlineExceeded
		}
		t.wait(clock, end)
	}
}

// wait sleeps until the call is to look again, or the time is over; the zero
// time is never.
func (t *turn) wait(clock link.Clock, end time.Time) {
	if end.IsZero() {
		<-t.ready
		return
	}
	timer := clock.NewTimer(end.Sub(clock.Now()))
	defer timer.Stop()
	select {
	case <-t.ready:
	case <-timer.C():
	}
}

// end returns when a call's time is over, as it is now, and an error if no
// attempt may be made.
func (l *line) end(clock link.Clock, until time.Time) (time.Time, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.deadline
	switch {
	case l.closed:
		return until, net.ErrClosed
	case !d.IsZero() && !clock.Now().Before(d):
		return until, os.ErrDeadlineExceeded
	case until.IsZero() || !d.IsZero() && d.Before(until):
		return d, nil
	}
	return until, nil
}

// orClosed returns what an attempt has come to, if the socket was open all along.
func (l *line) orClosed(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return net.ErrClosed
	}
	return err
}

func (l *line) join() *turn {
	t := &turn{make(chan struct{}, 1)}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, t)
	return t
}

// leave gives the turn to the next.
func (l *line) leave(t *turn) {
	l.mu.Lock()
	l.calls = slices.DeleteFunc(l.calls, func(other *turn) bool { return other == t })
	l.mu.Unlock()
	l.wakeFirst()
}

func (l *line) first(t *turn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls[0] == t
}

func (l *line) wakeFirst() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.calls) > 0 {
		l.calls[0].wake()
	}
}

// change changes the line, and has every call look again.
func (l *line) change(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
	for _, t := range l.calls {
		t.wake()
	}
}
