package bridge

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/socket"
)

// A flow is one direction of a data stream, as one side has it. Its end is not
// in the stream: yamux v0.1.2 has no way to end one direction for good, or with
// an error. The call stream tells after how many bytes it is, and why.
type flow struct {
	transport *transport
	arm       func(time.Time) error // the stream's SetReadDeadline or SetWriteDeadline
	turn      sync.Mutex            // one call at a time moves bytes
	changed   chan struct{}         // the deadline, or the end: for a call that waits for room

	mu       sync.Mutex
	deadline time.Time     // SetDeadline's
	armed    time.Time     // what the stream has
	trying   bool          // a call does not wait
	moved    int64         // bytes
	end      int64         // how many there are in all, if err is set
	err      error         // why it ends: io.EOF, or a failure
	ended    chan struct{} // closed when err is set
}

func (f *flow) init(t *transport, arm func(time.Time) error) {
	f.transport, f.arm, f.ended, f.changed = t, arm, make(chan struct{}), make(chan struct{}, 1)
}

// setDeadline moves the deadline, of a call that waits, too.
func (f *flow) setDeadline(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deadline = t
	if f.err == nil && !f.trying {
		f.set(t)
	}
	f.wake()
}

func (f *flow) wake() {
	select {
	case f.changed <- struct{}{}:
	default:
	}
}

func (f *flow) set(t time.Time) {
	if !t.Equal(f.armed) {
		f.armed = t
		f.arm(t)
	}
}

// finish ends the flow after so many bytes. The first end counts, but that a
// closed socket's ends at once.
func (f *flow) finish(end int64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		close(f.ended)
	}
	if f.err == nil || end < f.end {
		f.end, f.err = end, err
	}
	f.armed = past
	f.arm(past)
	f.wake()
}

// ready returns why nothing can be moved, or nil; then the stream has the
// deadline of a call that waits until that time. A call that may not wait has
// its one attempt.
func (f *flow) ready(until time.Time, wait bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	limit, err := f.limit(until)
	if err != nil {
		return err
	}
	if !wait {
		limit = past
	}
	f.trying = !wait
	f.set(limit)
	return nil
}

// limit returns until when a call may wait, or why nothing can be moved.
func (f *flow) limit(until time.Time) (time.Time, error) {
	if f.err != nil && f.moved >= f.end {
		return past, f.err
	}
	limit := sooner(until, f.deadline)
	if !limit.IsZero() && !time.Now().Before(limit) {
		return past, os.ErrDeadlineExceeded
	}
	return limit, nil
}

// disarm lets a call wait for as long as it takes, but for the flow's end.
func (f *flow) disarm() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return f.err
	}
	f.set(time.Time{})
	return nil
}

func (f *flow) add(n int) {
	f.mu.Lock()
	f.moved += int64(n)
	f.mu.Unlock()
}

func (f *flow) total() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.moved
}

// take waits for the turn; a call that may not wait fails with EAGAIN.
func (f *flow) take(timeout time.Duration) error {
	if timeout == 0 {
		if !f.turn.TryLock() {
			return socket.EAGAIN
		}
		return nil
	}
	f.turn.Lock()
	return nil
}

// move calls once, which reads or writes, until it has moved some bytes or
// failed, or until then, if that is not zero.
func (f *flow) move(until time.Time, wait bool, once func() (int, error)) (int, error) {
	for ended := false; ; {
		if err := f.ready(until, wait); err != nil {
			return 0, err
		}
		n, err := once()
		f.add(n)
		switch {
		case n > 0 || err == nil:
			return n, nil
		case err == io.EOF && !ended && wait: // what the call stream says of it is on its way
			if err := f.await(f.ended, until); err != nil {
				return 0, err
			}
			ended = true
		case err == io.EOF && !ended:
			return 0, socket.EAGAIN
		case err != yamux.ErrTimeout || f.transport.over():
			return 0, errGone
		case !wait:
			return 0, socket.EAGAIN
		}
	}
}

// await waits until done is closed; its error is why it does not wait any more.
func (f *flow) await(done <-chan struct{}, until time.Time) error {
	for {
		f.mu.Lock()
		limit, err := f.limit(until)
		f.mu.Unlock()
		if err != nil {
			return err
		}
		var late <-chan time.Time // never, if there is no limit
		if !limit.IsZero() {
			late = time.After(time.Until(limit))
		}
		select {
		case <-done:
			return nil
		case <-f.changed:
		case <-late:
		}
	}
}

var errGone = errors.New("bridge: the connection has ended")

// after returns the end of a timeout that starts now; zero is none.
func after(timeout time.Duration) time.Time {
	if timeout <= 0 {
		return time.Time{}
	}
	return time.Now().Add(timeout)
}

// sooner returns the earlier of two deadlines, of which zero is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
