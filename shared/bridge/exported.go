package bridge

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// An exported is one socket that the server performs calls on.
type exported struct {
	session *session
	handle  socket.Handle
	typ     socket.Type // 0 of an accepted connection
	out     *frameWriter
	calls   sync.WaitGroup
	waiting atomic.Int32 // calls under way
	batches atomic.Int32 // likewise
	sending atomic.Int32 // sends among them

	read, write time.Time // deadlines; of the goroutine that serves

	mu       sync.Mutex
	pump     *pump         // of a spliced socket
	attached chan struct{} // closed when there is a pump, or can be none any more
	closed   bool
}

// serve performs the stream's requests until it ends. Those that have come when the
// connection ends are nobody's any more.
func (x *exported) serve(r inbound) {
	for more := true; more && !r.transport.over(); {
		f, err := r.frame()
		if err != nil {
			r.failIfMalformed(err)
			return
		}
		var kept bool
		if more, kept = x.request(f); !kept {
			r.transport.budget.free(len(f.body))
		}
		if !more && f.kind != frameClose {
			r.transport.fail(errMalformed)
		}
	}
}

// request performs one request, and reports whether there may be more, and
// whether f is still in use. Each call is tried at once; only one that has to
// wait costs a goroutine.
func (x *exported) request(f frame) (more, kept bool) {
	switch f.kind {
	case frameCall:
		req, err := parseCall(f.body)
		if err != nil {
			return false, false
		}
		return true, x.perform(f, req)
	case frameBatch:
		calls, err := parseBatch(f.body)
		if err != nil {
			return false, false
		}
		refused := x.later(&x.batches, f, func() { x.batch(f.id, calls) })
		if refused != nil {
			x.refuseBatch(f.id, refused)
		}
		return true, refused == nil
	case frameDeadline:
		return x.deadline(f.body), false
	case frameEnd:
		return x.sentAll(f.body), false
	case frameClose:
		x.close(f)
	}
	return false, false
}

// later does in a goroutine what has to wait, and keeps f, unless too much waits
// already.
func (x *exported) later(under *atomic.Int32, f frame, do func()) (refused error) {
	budget := x.session.transport.budget
	switch {
	case under.Add(1) > maxCalls:
		refused = refuse(socket.ENOBUFS, "allows a socket %d calls that wait", maxCalls)
	case !budget.keep(len(f.body)):
		refused = refuse(socket.ENOBUFS, "keeps %d MiB of a session's calls that wait", maxHeld/2>>20)
	default:
		x.calls.Go(func() {
			do()
			under.Add(-1)
			budget.freeKept(len(f.body))
		})
		return nil
	}
	under.Add(-1)
	return refused
}

// sentAll is told after how many bytes the client sends no more, and reports
// whether that can be read.
func (x *exported) sentAll(body []byte) bool {
	d := decoder{b: body}
	sent := d.varint()
	if d.bad {
		return false
	}
	p := x.spliced()
	if p != nil {
		p.in.finish(sent, io.EOF)
	}
	return true
}

// spliced returns the pump of a socket that the client has spliced. Its data
// stream may be on its way to us.
func (x *exported) spliced() *pump {
	select {
	case <-x.attached:
	case <-time.After(x.session.times.open):
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.pump
}

// close closes the socket, a spliced one once its bytes have been sent.
func (x *exported) close(f frame) {
	d := decoder{b: f.body}
	sent := d.varint()
	if sent > 0 && !d.bad {
		if p := x.spliced(); p != nil {
			p.drain(sent)
		}
	}
	x.reply(f.id, &socket.Call{}, x.handle.Close())
}

// end closes the socket without more ado.
func (x *exported) end() {
	x.mu.Lock()
	if !x.closed && x.pump == nil {
		close(x.attached)
	}
	x.closed = true
	p := x.pump
	x.mu.Unlock()
	if p != nil {
		p.stop(net.ErrClosed)
	}
	x.handle.Close() // twice is no error
	x.session.abandon(x)
}

func (x *exported) isClosed() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.closed
}

// tell sends what is no reply: of a spliced socket.
func (x *exported) tell(kind byte, n int64, err error) {
	x.out.write(kind, 0, func(b []byte) []byte { return appendError(appendVarint(b, n), err) })
}

func (x *exported) reply(id uint32, c *socket.Call, err error) {
	var token [8]byte
	if c.Accepted != nil && err == nil {
		token, err = x.session.offer(x, c.Accepted)
	}
	x.out.write(frameReply, id, func(b []byte) []byte { return appendReply(b, c, token, err) })
	release(c)
}

// perform does one call, in a goroutine if it has to wait; then it keeps f.
func (x *exported) perform(f frame, req request) (kept bool) {
	c := &req.call
	mayWait := c.Op.Reads() || c.Op.Writes()
	if !mayWait || c.Timeout == 0 || c.Flags&socket.MSG_DONTWAIT != 0 {
		x.reply(f.id, c, x.try(c, req.size))
		return false
	}
	if x.late(c.Op) {
		x.reply(f.id, c, os.ErrDeadlineExceeded)
		return false
	}
	// A handshake that was tried cannot be waited for, and a send that
	// has to wait is not overtaken.
	if c.Op != socket.OpConnect && (!c.Op.Writes() || x.sending.Load() == 0) {
		first := *c
		first.Timeout = 0
		if err := x.try(&first, req.size); !errors.Is(err, socket.EAGAIN) && whole(c, &first) {
			x.reply(f.id, &first, err)
			return false
		}
		release(&first)
		c.N = first.N
	}
	sending := c.Op.Writes()
	if sending {
		x.sending.Add(1)
	}
	refused := x.later(&x.waiting, f, func() {
		err := x.wait(c, req.size)
		if sending {
			x.sending.Add(-1)
		}
		x.reply(f.id, c, err)
	})
	if refused != nil && sending {
		x.sending.Add(-1)
	}
	if refused != nil {
		x.reply(f.id, c, refused)
	}
	return refused == nil
}

// whole reports whether the first try of a call was all of it: a blocking send
// of a stream goes on until all is queued.
func whole(c, first *socket.Call) bool {
	return c.Op != socket.OpSend || c.Timeout > 0 || first.N == len(c.Buf)
}
