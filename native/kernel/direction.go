//go:build linux || darwin

package kernel

import (
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A direction is the reading or the writing side of a descriptor. One call at
// a time waits in the poller, because the poller has one deadline a side; the
// others wait for their turn, each with its own timeout.
type direction struct {
	poll func(func(uintptr) bool) error // syscall.RawConn's Read or Write
	arm  func(time.Time) error          // os.File's SetReadDeadline or SetWriteDeadline

	taken   atomic.Bool   // a call has the turn
	waiting atomic.Int32  // calls that wait for it
	free    chan struct{} // tells one of them that it is free
	timed   atomic.Bool   // there has been a deadline
	attempt *attempt      // of the call whose turn it is; made at the first

	mu       sync.Mutex
	deadline time.Time     // set from outside, for every call
	until    time.Time     // of the call whose turn it is
	armed    time.Time     // what the poller has
	moved    chan struct{} // closed when deadline changes; nil if nobody waits for a turn
}

func (d *direction) init(arm func(time.Time) error, poll func(func(uintptr) bool) error) {
	d.poll, d.arm, d.free = poll, arm, make(chan struct{}, 1)
}

// wait makes attempts until one succeeds, fails, or the time is over.
func (d *direction) wait(s *sock, c *socket.Call) error {
	var until time.Time
	if c.Timeout > 0 {
		until = time.Now().Add(c.Timeout)
	}
	if err := d.take(s, until); err != nil {
		return err
	}
	if d.attempt == nil {
		d.attempt = newAttempt()
	}
	a := d.attempt
	a.begin(s, c)
	var err error
	if !until.IsZero() || d.timed.Load() { // else nothing is armed, nor has been
		err = d.limit(until)
	}
	if err == nil {
		err = d.poll(a.try)
	}
	if err == nil && a.unpollable() {
		err = d.retry(s, a)
	}
	switch {
	case err == nil:
		err = a.result()
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = os.ErrDeadlineExceeded
	case s.isClosed(): // the poller's own error for that has no name outside the runtime
		err = net.ErrClosed
	}
	a.begin(nil, nil) // it keeps nothing alive
	d.leave()
	return err
}

// take waits for the turn.
func (d *direction) take(s *sock, until time.Time) error {
	if d.taken.CompareAndSwap(false, true) {
		return nil
	}
	d.waiting.Add(1)
	defer d.waiting.Add(-1)
	return d.pause(s, until, func(timeout <-chan time.Time, moved <-chan struct{}) (bool, error) {
		if d.taken.CompareAndSwap(false, true) {
			return true, nil
		}
		select {
		case <-d.free:
			return false, nil
		case <-moved:
			return false, nil
		case <-timeout:
			return true, os.ErrDeadlineExceeded
		case <-s.closed:
			return true, net.ErrClosed
		}
	})
}

// leave gives the turn back.
func (d *direction) leave() {
	d.taken.Store(false)
	if d.waiting.Load() > 0 {
		select {
		case d.free <- struct{}{}:
		default: // one is told already
		}
	}
}

// retry makes attempts at growing intervals, where the poller cannot tell when
// the next may succeed: a full AF_UNIX peer does not make us writable.
func (d *direction) retry(s *sock, a *attempt) error {
	interval := time.Millisecond
	return d.pause(s, d.until, func(timeout <-chan time.Time, moved <-chan struct{}) (bool, error) {
		select {
		case <-time.After(interval):
			interval = min(2*interval, 50*time.Millisecond)
			s.now(a)
			return !a.unpollable(), nil
		case <-moved:
			return false, nil
		case <-timeout:
			return true, os.ErrDeadlineExceeded
		case <-s.closed:
			return true, net.ErrClosed
		}
	})
}

// pause calls step until it is done, with the time out of until and of the
// direction's deadline, whichever comes first, as it stands at each step.
func (d *direction) pause(s *sock, until time.Time, step func(<-chan time.Time, <-chan struct{}) (bool, error)) error {
	for {
		d.mu.Lock()
		if d.moved == nil {
			d.moved = make(chan struct{})
		}
		moved, end := d.moved, sooner(until, d.deadline)
		d.mu.Unlock()
		var timeout <-chan time.Time
		if !end.IsZero() {
			timeout = time.After(time.Until(end))
		}
		if done, err := step(timeout, moved); done {
			return err
		}
	}
}

// limit gives the poller the deadline of the call whose turn it is.
func (d *direction) limit(until time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.until = until
	return d.rearm()
}

func (d *direction) setDeadline(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.deadline = t
	if d.moved != nil {
		close(d.moved)
		d.moved = nil
	}
	return d.rearm()
}

// rearm moves the poller's deadline if it is not right already: it costs more
// than the comparison, and most calls have none. d.mu is held.
func (d *direction) rearm() error {
	end := sooner(d.until, d.deadline)
	if end.Equal(d.armed) {
		return nil
	}
	d.timed.Store(true)
	if err := d.arm(end); err != nil {
		return net.ErrClosed // a socket has deadlines for as long as it is open
	}
	d.armed = end
	return nil
}

// sooner returns the earlier of two deadlines, of which zero is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
