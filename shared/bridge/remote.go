package bridge

import (
	"encoding/binary"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/socket"
)

var appendVarint = binary.AppendVarint

// A remote is a socket on the far side.
type remote struct {
	stack  *Stack
	stream *yamux.Stream
	family socket.Family // 0 of an accepted connection
	typ    socket.Type
	out    frameWriter

	spliced  *spliced    // nil unless Splice was called
	answered atomic.Bool // the server has the socket
	closing  atomic.Bool
	ending   sync.Once
	over     chan struct{} // closed when the streams have ended
	mu       sync.Mutex
	pending  map[uint32]*pending
	next     uint32
	ended    error // why no call can be made any more
}

var _ socket.Handle = (*remote)(nil)

func newRemote(st *Stack, stream *yamux.Stream, kind byte, f socket.Family, t socket.Type) *remote {
	return &remote{
		stack: st, stream: stream, family: f, typ: t,
		out:     frameWriter{transport: st.transport, stream: stream, before: []byte{version, kind}},
		pending: make(map[uint32]*pending), over: make(chan struct{}),
	}
}

// Do sends the call and waits for its reply. A long send of a stream is made of
// several calls.
func (r *remote) Do(c *socket.Call) error {
	if r.spliced != nil {
		if done, err := r.spliced.do(c); done {
			return err
		}
	}
	long := len(c.Buf) > maxStream && r.typ == socket.SOCK_STREAM
	switch {
	case len(c.Buf) > maxPacket && (c.Op == socket.OpSend || c.Op == socket.OpSendTo) && !long:
		return socket.EMSGSIZE
	case long && c.Op == socket.OpSend:
		return r.sendLong(c)
	case long:
		part := *c
		part.Buf = c.Buf[:maxStream]
		err := r.call(&part)
		part.Buf = c.Buf
		*c = part
		return err
	case len(c.Buf) > maxPacket:
		part := *c
		part.Buf = c.Buf[:maxPacket]
		err := r.call(&part)
		part.Buf = c.Buf
		*c = part
		return err
	}
	return r.call(c)
}

// sendLong sends part after part until one is not accepted whole.
func (r *remote) sendLong(c *socket.Call) error {
	for c.N < len(c.Buf) {
		part := *c
		part.Buf, part.N = c.Buf[c.N:min(c.N+maxStream, len(c.Buf))], 0
		err := r.call(&part)
		c.N += part.N
		if c.N > 0 && err == socket.EAGAIN {
			return nil // some of it is a success
		}
		if err != nil || part.N < len(part.Buf) || c.Timeout > 0 {
			return err
		}
	}
	return nil
}

func (r *remote) call(c *socket.Call) error {
	return r.request(frameCall, c, func(b []byte) []byte { return appendCall(b, c) })
}

// attach opens the stream of an accepted connection.
func (r *remote) attach(c *socket.Call, token [8]byte) error {
	conn, err := r.stack.start(streamAccepted, 0, r.typ, func(b []byte) []byte { return append(b, token[:]...) })
	if err != nil {
		return err
	}
	c.Accepted = conn
	return nil
}

// Batch performs calls in one round trip.
func (r *remote) Batch(calls ...*socket.Call) error {
	p := &pending{batch: calls}
	if err := r.send(frameBatch, p, func(b []byte) []byte { return appendBatch(b, calls) }); err != nil {
		return err
	}
	<-p.done
	return p.err
}

// read takes replies until the stream or the socket ends.
func (r *remote) read() {
	r.stack.transport.add(r.stream)
	defer r.stack.transport.remove(r.stream)
	defer r.end()
	for ended := false; !ended; {
		f, err := readFrame(inbound{r.stream, r.stack.transport}, nil)
		switch {
		case err != nil:
		case f.kind == frameReply:
			ended, err = r.reply(f)
		case r.spliced != nil:
			err = r.spliced.told(f)
		}
		if err != nil {
			r.fail(r.stack.gone())
			return
		}
	}
}

// SetDeadline sends the deadlines as durations. A call that times out there
// still gets its reply, so no byte is lost.
func (r *remote) SetDeadline(read, write *time.Time) error {
	r.mu.Lock()
	ended := r.ended
	r.mu.Unlock()
	if ended != nil {
		return ended
	}
	if r.spliced != nil {
		return r.spliced.SetDeadline(read, write)
	}
	return r.out.write(frameDeadline, 0, func(b []byte) []byte {
		return appendVarint(appendVarint(b, duration(read)), duration(write))
	})
}

func duration(t *time.Time) int64 {
	switch {
	case t == nil:
		return sameDeadline
	case t.IsZero():
		return noDeadline
	}
	return int64(max(time.Until(*t), 0))
}

// Close closes the socket and waits until it is, so that its port is free.
// Calls that wait fail at once. A spliced socket is not waited for: what it has
// sent may take a while.
func (r *remote) Close() error {
	if r.closing.Swap(true) {
		return nil
	}
	var sent int64
	if r.spliced != nil {
		sent = r.spliced.close()
	}
	closed := &pending{call: &socket.Call{}, ends: true, done: make(chan struct{})}
	r.fail(net.ErrClosed)
	r.mu.Lock()
	r.next++
	id := r.next
	r.pending[id] = closed
	r.mu.Unlock()
	if r.out.write(frameClose, id, func(b []byte) []byte { return appendVarint(b, sent) }) != nil {
		r.fail(net.ErrClosed)
	}
	if r.spliced != nil {
		return nil
	}
	<-closed.done
	r.end()
	if closed.err == net.ErrClosed {
		return nil
	}
	return closed.err
}

// end ends the streams.
func (r *remote) end() {
	r.ending.Do(func() {
		if r.spliced != nil {
			r.spliced.end()
		}
		r.stream.Close()
		r.stack.forget(r)
		close(r.over)
	})
}
