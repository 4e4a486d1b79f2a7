package bridge

import (
	"encoding/binary"
	"net"
	"sync"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/socket"
)

var appendVarint = binary.AppendVarint

// A remote is a socket on the far side.
type remote struct {
	stack  *Stack
	stream *yamux.Stream
	typ    socket.Type
	out    frameWriter

	closing sync.Once
	mu      sync.Mutex
	asked   map[uint32]*question
	next    uint32
	ended   error // why no call can be made any more
}

var _ socket.Handle = (*remote)(nil)

// A question is a request that has no reply yet.
type question struct {
	call  *socket.Call
	token [8]byte
	err   error
	done  chan struct{}
}

func newRemote(st *Stack, stream *yamux.Stream, t socket.Type) *remote {
	return &remote{stack: st, stream: stream, typ: t, out: frameWriter{w: stream}, asked: make(map[uint32]*question)}
}

// Do sends the call and waits for its reply. A long send of a stream is made of
// several calls.
func (r *remote) Do(c *socket.Call) error {
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
	return r.ask(frameCall, c, func(b []byte) []byte { return appendCall(b, c) })
}

// ask sends a request and waits for its reply.
func (r *remote) ask(kind byte, c *socket.Call, body func([]byte) []byte) error {
	q := &question{call: c, done: make(chan struct{})}
	r.mu.Lock()
	if r.ended != nil {
		r.mu.Unlock()
		return r.ended
	}
	r.next++
	id := r.next
	r.asked[id] = q
	r.mu.Unlock()
	if err := r.out.write(kind, id, body); err != nil {
		r.fail(r.stack.gone())
	}
	<-q.done
	if q.err == nil && c.Op == socket.OpAccept {
		return r.attach(c, q.token)
	}
	return q.err
}

// attach opens the stream of an accepted connection.
func (r *remote) attach(c *socket.Call, token [8]byte) error {
	conn, err := r.stack.make(streamAccepted, r.typ, func(b []byte) []byte { return append(b, token[:]...) })
	if err != nil {
		return err
	}
	c.Accepted = conn
	return nil
}

// read takes replies until the stream ends.
func (r *remote) read() {
	r.stack.transport.add(r.stream)
	defer r.stack.transport.remove(r.stream)
	for {
		f, err := readFrame(r.stream)
		if err == nil {
			err = r.answer(f)
		}
		if err != nil {
			r.fail(r.stack.gone())
			r.end()
			return
		}
	}
}

// answer gives a reply to who waits for it. Nobody may: the socket was closed.
func (r *remote) answer(f frame) error {
	r.mu.Lock()
	defer r.mu.Unlock() // so that after fail nobody writes to a call's memory
	q, ok := r.asked[f.id]
	if !ok {
		return nil
	}
	var broken error
	q.token, q.err, broken = parseReply(f.body, q.call)
	if broken != nil {
		return broken
	}
	delete(r.asked, f.id)
	close(q.done)
	return nil
}

// fail ends every question, and every later one.
func (r *remote) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended == nil {
		r.ended = err
	}
	for id, q := range r.asked {
		q.err = err
		delete(r.asked, id)
		close(q.done)
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
// Calls that wait fail at once.
func (r *remote) Close() error {
	var err error
	r.closing.Do(func() {
		closed := &question{call: &socket.Call{}, done: make(chan struct{})}
		r.fail(net.ErrClosed)
		r.mu.Lock()
		r.next++
		id := r.next
		r.asked[id] = closed
		r.mu.Unlock()
		if r.out.write(frameClose, id, nil) != nil {
			r.fail(net.ErrClosed)
		}
		<-closed.done
		r.end()
		if closed.err != net.ErrClosed {
			err = closed.err
		}
	})
	return err
}

// end ends the stream.
func (r *remote) end() {
	r.stack.forget(r)
	r.stream.Close()
}
