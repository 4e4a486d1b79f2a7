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
	out     *frameWriter
	calls   sync.WaitGroup
	waiting atomic.Int32 // calls under way
	sending atomic.Int32 // sends among them

	read, write time.Time // deadlines; of the goroutine that serves

	mu     sync.Mutex
	pump   *pump // of a spliced socket
	closed bool
}

// serve performs the stream's requests until it ends. Each is tried at once;
// only one that has to wait costs a goroutine.
func (x *exported) serve(r io.Reader) {
	for {
		f, err := readFrame(r)
		if err != nil {
			return
		}
		switch f.kind {
		case frameCall:
			req, err := parseCall(f.body)
			if err != nil {
				return
			}
			x.perform(f.id, req)
		case frameBatch:
			calls, err := parseBatch(f.body)
			if err != nil {
				return
			}
			x.calls.Go(func() { x.batch(f.id, calls) })
		case frameDeadline:
			if err := x.deadline(f.body); err != nil {
				return
			}
		case frameEnd:
			if !x.sentAll(f.body) {
				return
			}
		case frameClose:
			x.close(f)
			return
		default:
			return
		}
	}
}

// sentAll is told after how many bytes the client sends no more, and reports
// whether it may be.
func (x *exported) sentAll(body []byte) bool {
	d := decoder{b: body}
	sent := d.varint()
	p := x.spliced()
	if d.bad || p == nil {
		return false
	}
	p.in.finish(sent, io.EOF)
	return true
}

func (x *exported) spliced() *pump {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.pump
}

// close closes the socket, a spliced one once its bytes have been sent.
func (x *exported) close(f frame) {
	d := decoder{b: f.body}
	sent := d.varint()
	if p := x.spliced(); p != nil && !d.bad {
		p.drain(sent)
	}
	x.reply(f.id, &socket.Call{}, x.handle.Close())
}

// end closes the socket without more ado.
func (x *exported) end() {
	x.mu.Lock()
	x.closed = true
	p := x.pump
	x.mu.Unlock()
	if p != nil {
		p.stop(net.ErrClosed)
	}
	x.handle.Close() // twice is no error
}

// tell sends what is no reply: of a spliced socket.
func (x *exported) tell(kind byte, n int64, err error) {
	x.out.write(kind, 0, func(b []byte) []byte { return appendError(appendVarint(b, n), err) })
}

func (x *exported) reply(id uint32, c *socket.Call, err error) {
	var token [8]byte
	if c.Accepted != nil && err == nil {
		token, err = x.session.offer(c.Accepted)
	}
	x.out.write(frameReply, id, func(b []byte) []byte { return appendReply(b, c, token, err) })
	release(c)
}

// perform does one call, in a goroutine if it has to wait.
func (x *exported) perform(id uint32, req request) {
	c := &req.call
	mayWait := c.Op.Reads() || c.Op.Writes()
	if !mayWait || c.Timeout == 0 || c.Flags&socket.MSG_DONTWAIT != 0 {
		x.reply(id, c, x.try(c, req.size))
		return
	}
	if x.late(c.Op) {
		x.reply(id, c, os.ErrDeadlineExceeded)
		return
	}
	// A handshake that was tried cannot be waited for, and a send that
	// has to wait is not overtaken.
	if c.Op != socket.OpConnect && (!c.Op.Writes() || x.sending.Load() == 0) {
		first := *c
		first.Timeout = 0
		if err := x.try(&first, req.size); !errors.Is(err, socket.EAGAIN) && whole(c, &first) {
			x.reply(id, &first, err)
			return
		}
		release(&first)
		c.N = first.N
	}
	if x.waiting.Add(1) > maxCalls {
		x.waiting.Add(-1)
		x.reply(id, c, socket.ENOBUFS)
		return
	}
	if c.Op.Writes() {
		x.sending.Add(1)
	}
	x.calls.Go(func() {
		err := x.wait(c, req.size)
		if c.Op.Writes() {
			x.sending.Add(-1)
		}
		x.waiting.Add(-1)
		x.reply(id, c, err)
	})
}

// whole reports whether the first try of a call was all of it: a blocking send
// of a stream goes on until all is queued.
func whole(c, first *socket.Call) bool {
	return c.Op != socket.OpSend || c.Timeout > 0 || first.N == len(c.Buf)
}
