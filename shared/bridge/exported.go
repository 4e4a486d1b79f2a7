package bridge

import (
	"errors"
	"io"
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
		case frameDeadline:
			if err := x.deadline(f.body); err != nil {
				return
			}
		case frameClose:
			err := x.handle.Close()
			x.reply(f.id, &socket.Call{}, err)
			return
		default:
			return
		}
	}
}

func (x *exported) reply(id uint32, c *socket.Call, err error) {
	var token [8]byte
	if c.Accepted != nil && err == nil {
		token, err = x.session.offer(c.Accepted)
	}
	x.out.write(frameReply, id, func(b []byte) []byte { return appendReply(b, c, token, err) })
	release(c)
}

// memories keeps what bytes are received into: most of it is needed again at
// once.
var memories = sync.Pool{New: func() any { return new([maxStream]byte) }}

// memory returns room for size bytes; release gives it back.
func memory(size int) []byte {
	if size > maxStream {
		return make([]byte, size)
	}
	return memories.Get().(*[maxStream]byte)[:size]
}

func release(c *socket.Call) {
	if (c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom) && cap(c.Buf) == maxStream {
		memories.Put((*[maxStream]byte)(c.Buf[:maxStream]))
		c.Buf = nil
	}
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

// try makes a call that does not wait, with memory of its own to receive into.
func (x *exported) try(c *socket.Call, size int) error {
	if c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom {
		c.Buf = memory(size)
	}
	return x.handle.Do(c)
}

// wait makes a call that waits.
func (x *exported) wait(c *socket.Call, size int) error {
	switch {
	case c.Op == socket.OpSend && c.N > 0: // the rest of it
		rest := *c
		rest.Buf, rest.N = c.Buf[c.N:], 0
		err := x.handle.Do(&rest)
		c.N += rest.N
		return err
	case (c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom) && c.Flags&socket.MSG_OOB == 0:
		return x.receive(c, size)
	case c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom: // urgent data cannot be looked for
		c.Buf = memory(size)
	}
	return x.handle.Do(c)
}

// receive waits until there is something, and only then has memory for it.
// Another call may take it first: then it waits again.
func (x *exported) receive(c *socket.Call, size int) error {
	end := time.Now().Add(c.Timeout)
	for {
		look := socket.Call{
			Op: socket.OpRecv, Flags: socket.MSG_PEEK, Timeout: c.Timeout, Buf: make([]byte, 1),
		}
		if err := x.handle.Do(&look); err != nil {
			return err
		}
		first := *c
		first.Timeout = 0
		err := x.try(&first, size)
		if !errors.Is(err, socket.EAGAIN) {
			*c = first
			return err
		}
		release(&first)
		if c.Timeout > 0 {
			c.Timeout = max(time.Until(end), 1)
		}
	}
}

// deadline moves the deadlines, which come as durations.
func (x *exported) deadline(body []byte) error {
	d := decoder{b: body}
	read, write := instant(d.varint()), instant(d.varint())
	if d.err() != nil {
		return d.err()
	}
	if read != nil {
		x.read = *read
	}
	if write != nil {
		x.write = *write
	}
	return x.handle.SetDeadline(read, write)
}

// late reports whether the deadline of a call has passed: to try the call at
// once would not ask.
func (x *exported) late(op socket.Op) bool {
	end := x.read
	if op.Writes() {
		end = x.write
	}
	return !end.IsZero() && !time.Now().Before(end)
}

// Values of a deadline that are no duration.
const (
	noDeadline   = -1
	sameDeadline = -2
)

func instant(ns int64) *time.Time {
	switch {
	case ns == sameDeadline:
		return nil
	case ns < 0:
		return &time.Time{}
	}
	t := time.Now().Add(time.Duration(ns))
	return &t
}
