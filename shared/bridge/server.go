package bridge

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/socket"
)

// Serve performs the calls that come over conn on st until conn ends, which it
// closes. Then it closes the sockets that were made for it, not st, and returns.
// The error says what the client did wrong, or is nil: that it left is no error. It
// is ErrVersion of a client that knows no better, ErrTooMuch of one that may not,
// and else that of one that breaks the format.
func Serve(conn io.ReadWriteCloser, st socket.Stack) error { return serve(conn, st, usual()) }

func serve(conn io.ReadWriteCloser, st socket.Stack, limits times) error {
	t := newTransport(conn, newBudget(limits.stall))
	mux, err := yamux.Server(t, config())
	if err != nil {
		panic(err) // config is wrong: no input leads here
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &session{
		stack: st, transport: t, times: limits, open: make(map[uint32]*exported), tokens: make(map[[8]byte]*claim),
		lookups: make(chan struct{}, maxLookups),
	}
	for {
		stream, err := mux.AcceptStream()
		if err != nil {
			t.Close()
			mux.Close()
			cancel()
			s.end()
			return fault(err, t.reason())
		}
		s.streams.Go(func() {
			t.add(stream)
			defer t.remove(stream)
			defer stream.Close()
			if then := s.begin(ctx, inbound{stream, t}); then != nil {
				then()
			}
		})
	}
}

// An inbound is a stream as it is read: the budget is told.
type inbound struct {
	*yamux.Stream
	transport *transport
}

func (r inbound) Read(b []byte) (int, error) { return r.transport.read(r.Stream, b) }

// frame reads a frame, whose body counts until it is freed; one that is cut short
// does not.
func (r inbound) frame() (frame, error) {
	f, err := readFrame(r, r.transport.budget.hold)
	if err != nil {
		r.transport.budget.free(len(f.body))
	}
	return f, err
}

// begin reads how a stream begins and returns what serves the rest of it, so
// that a goroutine that waits for long has a small stack. A stream that breaks
// the format is ended.
func (s *session) begin(ctx context.Context, r inbound) (then func()) {
	r.transport.within(r.Stream, time.Now().Add(s.times.open))
	var header [2]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil
	}
	s.transport.budget.opened(r.StreamID())
	if header[0] != version {
		r.transport.fail(fmt.Errorf("%w: the client's is %d, the server's %d", ErrVersion, header[0], version))
		return nil
	}
	if header[1] == streamData {
		return s.splice(r)
	}
	first, err := r.frame()
	if err != nil {
		r.failIfMalformed(err)
		return nil
	}
	defer s.transport.budget.free(len(first.body))
	r.transport.within(r.Stream, time.Time{})
	out := &frameWriter{transport: s.transport, stream: r.Stream}
	switch {
	case header[1] == streamResolve:
		s.resolve(ctx, out, first)
	case first.kind == frameOpen && (header[1] == streamSocket || header[1] == streamAccepted):
		return s.export(r, out, header[1], first)
	default:
		r.transport.fail(errMalformed)
	}
	return nil
}

func (r inbound) failIfMalformed(err error) {
	if errors.Is(err, errMalformed) || errors.Is(err, ErrTooMuch) {
		r.transport.fail(err)
	}
}

// export opens a socket and returns what serves its calls. It is known before the
// client learns of it, whose data stream may then come at once.
func (s *session) export(r inbound, out *frameWriter, kind byte, open frame) func() {
	handle, typ, err := s.make(kind, open.body)
	if err != nil {
		s.opened(out, open, err)
		return nil
	}
	x := &exported{session: s, handle: handle, typ: typ, out: out, attached: make(chan struct{})}
	known := s.add(r.StreamID(), x)
	if known && open.id != unasked {
		s.opened(out, open, nil)
	}
	return func() {
		if known {
			x.serve(r)
			s.remove(r.StreamID())
		}
		x.end()
		s.release()
		x.calls.Wait()
	}
}

// opened answers an open.
func (s *session) opened(out *frameWriter, open frame, err error) {
	out.write(frameReply, open.id, func(b []byte) []byte {
		return appendReply(b, &socket.Call{}, [8]byte{}, err)
	})
}

// splice returns what serves the data stream of a socket.
func (s *session) splice(r inbound) func() {
	var id [4]byte
	if _, err := io.ReadFull(r, id[:]); err != nil {
		return nil
	}
	r.transport.within(r.Stream, time.Time{})
	x := s.find(binary.BigEndian.Uint32(id[:]))
	if x == nil {
		return nil
	}
	return func() { x.splice(r.Stream) }
}

// make creates a socket, or hands out an accepted one.
func (s *session) make(kind byte, body []byte) (h socket.Handle, t socket.Type, err error) {
	d := decoder{b: body}
	switch kind {
	case streamAccepted:
		var token [8]byte
		copy(token[:], d.take(8))
		h, err = s.claim(token)
		return h, 0, err
	case streamSocket:
		f, t, proto := socket.Family(d.byte()), socket.Type(d.byte()), d.int()
		if d.err() != nil {
			return nil, t, d.err()
		}
		if !s.reserve() {
			return nil, t, tooManySockets()
		}
		h, err := s.stack.Socket(f, t, proto)
		if err != nil {
			s.release()
			return nil, t, err
		}
		return h, t, nil
	}
	return nil, 0, errMalformed
}
