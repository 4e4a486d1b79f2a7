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

	mu       sync.Mutex
	deadline time.Time     // SetDeadline's
	armed    time.Time     // what the stream has
	moved    int64         // bytes
	end      int64         // how many there are in all, if err is set
	err      error         // why it ends: io.EOF, or a failure
	ended    chan struct{} // closed when err is set
}

// setDeadline moves the deadline, of a call that waits, too.
func (f *flow) setDeadline(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deadline = t
	if f.err == nil {
		f.set(t)
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
}

// ready returns why nothing can be moved, or nil; then the stream has the
// deadline of a call that waits until that time. A call that may not wait has
// its one attempt.
func (f *flow) ready(until time.Time, wait bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil && f.moved >= f.end {
		return f.err
	}
	limit := sooner(until, f.deadline)
	if !limit.IsZero() && !time.Now().Before(limit) {
		return os.ErrDeadlineExceeded
	}
	if !wait {
		limit = past
	}
	f.set(limit)
	return nil
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

// toCome reports whether the flow's end has not been told yet.
func (f *flow) toCome() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err == nil
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
	for {
		if err := f.ready(until, wait); err != nil {
			return 0, err
		}
		n, err := once()
		f.add(n)
		switch {
		case n > 0 || err == nil:
			return n, nil
		case err == io.EOF && f.toCome():
			<-f.ended // what the call stream says is on its way
		case err != yamux.ErrTimeout || f.transport.over():
			return 0, errGone
		case !wait:
			return 0, socket.EAGAIN
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

// A pair is both directions of a data stream.
type pair struct {
	transport *transport
	stream    *yamux.Stream
	in, out   flow
}

func newPair(t *transport, stream *yamux.Stream) *pair {
	p := &pair{transport: t, stream: stream}
	p.in.transport, p.in.arm, p.in.ended = t, stream.SetReadDeadline, make(chan struct{})
	p.out.transport, p.out.arm, p.out.ended = t, stream.SetWriteDeadline, make(chan struct{})
	return p
}

// read reads what there is, and io.EOF or the failure at the flow's end.
func (p *pair) read(b []byte, timeout time.Duration) (int, error) {
	if err := p.in.take(timeout); err != nil {
		return 0, err
	}
	defer p.in.turn.Unlock()
	return p.in.move(after(timeout), timeout != 0, func() (int, error) { return p.transport.read(p.stream, b) })
}

// Read is read without a timeout.
func (p *pair) Read(b []byte) (int, error) { return p.read(b, socket.NoTimeout) }

// await waits until there is something to read, without memory for it.
func (p *pair) await() error {
	_, err := p.read(nil, socket.NoTimeout)
	return err
}

// write writes b, piece by piece, so that a deadline is seen between them; with
// a timeout, as much as there is room for at once.
func (p *pair) write(b []byte, timeout time.Duration) (int, error) {
	if err := p.out.take(timeout); err != nil {
		return 0, err
	}
	defer p.out.turn.Unlock()
	until := after(timeout)
	total := 0
	for {
		piece := b[total:min(total+maxStream, len(b))]
		n, err := p.out.move(until, timeout != 0, func() (int, error) { return p.transport.send(p.stream, piece) })
		total += n
		switch {
		case total == len(b) || timeout >= 0 && total > 0:
			return total, nil
		case err != nil:
			return total, err
		}
	}
}

// writeWhole writes b, or nothing if the flow ends before it starts. The
// caller has the turn.
func (p *pair) writeWhole(b []byte, until time.Time) error {
	if err := p.out.ready(until, true); err != nil {
		return err
	}
	for len(b) > 0 {
		if err := p.out.disarm(); err != nil {
			return err
		}
		n, err := p.transport.send(p.stream, b)
		p.out.add(n)
		b = b[n:]
		if err != nil && (err != yamux.ErrTimeout || p.transport.over()) {
			return errGone
		}
	}
	return nil
}

// stop ends both directions at once.
func (p *pair) stop(err error) {
	p.in.finish(0, err)
	p.out.finish(0, err)
}
