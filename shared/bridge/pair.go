package bridge

import (
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/socket"
)

// A pair is both directions of a data stream.
type pair struct {
	transport *transport
	stream    *yamux.Stream
	in, out   flow
}

func newPair(t *transport, stream *yamux.Stream) *pair {
	p := &pair{transport: t, stream: stream}
	p.in.init(t, stream.SetReadDeadline)
	p.out.init(t, stream.SetWriteDeadline)
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
		n, err := p.send(piece, until, timeout != 0)
		total += n
		switch {
		case total == len(b) || timeout >= 0 && total > 0:
			return total, nil
		case err != nil:
			return total, err
		}
	}
}

// send sends some of b. A client's waits for room in the committer, and then for
// the stream's window, both of which see the deadline and the end.
func (p *pair) send(b []byte, until time.Time, wait bool) (int, error) {
	once := func() (int, error) { return p.transport.send(p.stream, b) }
	out := p.transport.out
	if out.server {
		return p.out.move(until, wait, once)
	}
	if err := p.out.room(len(b), until, wait); err != nil {
		return 0, err
	}
	n, err := p.out.move(until, false, once)
	out.giveBack(len(b))
	if err == socket.EAGAIN && wait {
		return p.out.move(until, true, once)
	}
	return n, err
}

// room waits for room to send so many bytes.
func (f *flow) room(size int, until time.Time, wait bool) error {
	out := f.transport.out
	p := out.reserve(size)
	if p == nil {
		return nil
	}
	err := error(socket.EAGAIN)
	if wait {
		err = f.await(p.granted, until)
	}
	if err != nil {
		out.leave(p)
	}
	return err
}

// writeWhole writes b, or nothing if the flow ends, or the time is over, before it
// starts. The caller has the turn.
func (p *pair) writeWhole(b []byte, until time.Time, wait bool) error {
	n, err := p.send(b, until, wait)
	for b = b[n:]; err == nil && len(b) > 0; b = b[n:] {
		if err = p.out.disarm(); err != nil {
			return err
		}
		n, err = p.transport.send(p.stream, b)
		p.out.add(n)
		switch {
		case err == yamux.ErrTimeout && !p.transport.over():
			err = nil
		case err != nil:
			return errGone
		}
	}
	return err
}

// stop ends both directions at once.
func (p *pair) stop(err error) {
	p.in.finish(0, err)
	p.out.finish(0, err)
}
