package trace

import (
	"strconv"
	"sync/atomic"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

var (
	_ socket.Stack  = (*stack)(nil)
	_ socket.Handle = (*handle)(nil)
)

// stack is a Stack whose sockets record their calls.
type stack struct {
	socket.Stack
	host *Host
}

// Socket creates a socket; the host names its sockets s1, s2, … in order.
func (s *stack) Socket(f socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	h, r := s.host, s.host.rec
	m := mark{place: h.places.Load().find()}
	r.mu.Lock()
	e := r.enter(&m, h, "", socket.OpSocket)
	e.Args = append(e.Args, Arg{"family", f.String()}, Arg{"type", t.String()}, Arg{"proto", r.number(proto)})
	r.emit(e)
	r.mu.Unlock()

	inner, err := s.Stack.Socket(f, t, proto)

	r.mu.Lock()
	defer r.mu.Unlock()
	var name string
	if err == nil {
		name = h.nextName()
	}
	e = r.leave(&m, h, name, socket.OpSocket)
	e.Result = name
	fail(e, err)
	r.emit(e)
	if err != nil {
		return nil, err
	}
	return &handle{inner: inner, host: h, name: name, typ: t}, nil
}

// handle is a socket that records its calls.
type handle struct {
	inner   socket.Handle
	host    *Host
	name    string
	typ     socket.Type
	named   atomic.Bool // its own address has been recorded
	bounded [2]atomic.Bool
	// accepted counts, to name the next; guarded by the recorder's lock.
	accepted int
}

// The directions of handle.bounded: whether a deadline is set.
const (
	reading = iota
	writing
)

// Do records the call, performs it, and records how it ended.
func (h *handle) Do(c *socket.Call) error {
	r := h.host.rec
	m := mark{place: h.host.places.Load().find()}
	var sent sum
	if isSend(c.Op) && len(c.Buf) > r.cap {
		sent = sumOf(c.Buf)
	}
	r.mu.Lock()
	e := r.enter(&m, h.host, h.name, c.Op)
	r.arguments(e, c, sent)
	h.wait(m.seq, c)
	r.emit(e)
	r.mu.Unlock()

	err := h.inner.Do(c)
	o := h.outcome(c, err)

	r.mu.Lock()
	defer r.mu.Unlock()
	delete(h.host.waits, m.seq)
	e = r.leave(&m, h.host, h.name, c.Op)
	if o.accepted != nil {
		h.accepted++
		o.accepted.name = h.name + "." + strconv.Itoa(h.accepted)
		c.Accepted, e.Result = o.accepted, o.accepted.name
	}
	r.results(e, c, &o)
	fail(e, err)
	r.emit(e)
	return err
}

// Close records the call. Calls that wait on the socket record their own end.
func (h *handle) Close() error {
	r := h.host.rec
	m := mark{place: h.host.places.Load().find()}
	r.mu.Lock()
	r.emit(r.enter(&m, h.host, h.name, socket.OpClose))
	r.mu.Unlock()

	err := h.inner.Close()

	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.leave(&m, h.host, h.name, socket.OpClose)
	fail(e, err)
	r.emit(e)
	return err
}

// SetDeadline is not recorded: it is no system call.
func (h *handle) SetDeadline(read, write *time.Time) error {
	if read != nil {
		h.bounded[reading].Store(!read.IsZero())
	}
	if write != nil {
		h.bounded[writing].Store(!write.IsZero())
	}
	return h.inner.SetDeadline(read, write)
}

// Fileno returns the descriptor's number, or -1.
func (h *handle) Fileno() int { return socket.Fileno(h.inner) }

// Now is the inner handle's.
func (h *handle) Now() time.Time { return socket.Now(h.inner) }

// mark is what the return of a call must know of its enter.
type mark struct {
	seq   int64
	place place
}

func (r *Recorder) enter(m *mark, h *Host, sock string, op socket.Op) *Event {
	e := r.begin(KindEnter, h.name, sock)
	m.seq = e.Seq
	e.Call, e.Step, e.Line = callName(op), m.place.step, m.place.line
	return e
}

func (r *Recorder) leave(m *mark, h *Host, sock string, op socket.Op) *Event {
	e := r.begin(KindReturn, h.name, sock)
	e.Call, e.Step, e.Line, e.Enter = callName(op), m.place.step, m.place.line, m.seq
	return e
}

// callName returns the system call's name.
func callName(op socket.Op) string {
	if op == socket.OpTCPInfo {
		return "getsockopt"
	}
	return op.String()
}
