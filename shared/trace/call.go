package trace

import (
	"errors"
	"net"
	"os"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

func isSend(op socket.Op) bool { return op == socket.OpSend || op == socket.OpSendTo }
func isRecv(op socket.Op) bool { return op == socket.OpRecv || op == socket.OpRecvFrom }

// mayWait returns how long c may wait: -1 for ever, 0 not at all.
func mayWait(c *socket.Call) time.Duration {
	switch {
	case !c.Op.Reads() && !c.Op.Writes(), c.Flags&socket.MSG_DONTWAIT != 0:
		return 0
	case c.Timeout < 0:
		return -1
	}
	return c.Timeout
}

// arguments fills in what a call is given. sent is the sum of bytes to send
// that are too many to keep.
func (r *Recorder) arguments(e *Event, c *socket.Call, sent sum) {
	add := func(name, value string) { e.Args = append(e.Args, Arg{name, value}) }
	e.Timeout = mayWait(c)
	switch c.Op {
	case socket.OpBind, socket.OpConnect:
		add("addr", r.addr(c.Addr))
	case socket.OpListen:
		add("backlog", r.number(c.Value))
	case socket.OpSend:
		r.bytes(e, c.Buf, sent)
	case socket.OpSendTo:
		r.bytes(e, c.Buf, sent)
		add("addr", r.addr(c.Addr))
	case socket.OpRecv, socket.OpRecvFrom:
		add("size", r.number(len(c.Buf)))
	case socket.OpShutdown:
		add("how", socket.How(c.Value).String())
	case socket.OpSetSockOpt:
		add("level", c.Option.Level().String())
		add("option", c.Option.String())
		add("value", r.number(c.Value))
	case socket.OpGetSockOpt:
		add("level", c.Option.Level().String())
		add("option", c.Option.String())
	case socket.OpTCPInfo:
		add("level", socket.SOL_TCP.String())
		add("option", "TCP_INFO")
	}
	if c.Flags != 0 {
		add("flags", c.Flags.String())
	}
}

// bytes fills in b, or its beginning and its sum.
func (r *Recorder) bytes(e *Event, b []byte, s sum) {
	e.Len = len(b)
	if len(b) > r.cap {
		b, e.Hash = b[:r.cap], s.String()
	}
	if len(b) > 0 {
		e.Bytes = b
	}
}

// outcome is what is found out about a call that has returned, before the
// recorder is locked.
type outcome struct {
	err      error
	sum      sum         // of bytes too many to keep
	local    socket.Addr // the socket's own address, or the accepted one's
	accepted *handle
	end      bool // of the stream
}

func (h *handle) outcome(c *socket.Call, err error) outcome {
	o := outcome{err: err}
	n := max(0, min(c.N, len(c.Buf)))
	switch {
	case isRecv(c.Op):
		if n > h.host.rec.cap {
			o.sum = sumOf(c.Buf[:n])
		}
		streams := h.typ == socket.SOCK_STREAM || h.typ == socket.SOCK_SEQPACKET
		o.end = err == nil && c.N == 0 && len(c.Buf) > 0 && streams
	case isSend(c.Op) && n > h.host.rec.cap && n < len(c.Buf):
		o.sum = sumOf(c.Buf[:n])
	}
	switch c.Op {
	case socket.OpBind, socket.OpListen, socket.OpSendTo:
		if err == nil && (c.Op == socket.OpBind || !h.named.Load()) {
			o.local = h.ask(h.inner)
		}
	case socket.OpConnect:
		if err == nil || errors.Is(err, socket.EINPROGRESS) {
			o.local = h.ask(h.inner)
		}
	case socket.OpAccept:
		if err == nil && c.Accepted != nil {
			o.local = h.ask(c.Accepted)
			o.accepted = &handle{inner: c.Accepted, host: h.host, typ: h.typ}
			o.accepted.named.Store(true)
		}
	}
	return o
}

// ask returns the address of a socket, without recording that it was asked.
func (h *handle) ask(inner socket.Handle) socket.Addr {
	c := socket.Call{Op: socket.OpGetSockName}
	if inner.Do(&c) != nil {
		return socket.Addr{}
	}
	h.named.Store(true)
	return c.Addr
}

// results fills in what a call returned; accept's is known already.
func (r *Recorder) results(e *Event, c *socket.Call, o *outcome) {
	if !o.local.IsZero() {
		e.Local = r.addr(o.local)
	}
	moved := o.err == nil || c.N > 0 // an error may come after some bytes
	switch {
	case isSend(c.Op) && moved:
		e.Result = r.number(c.N)
		if c.N != len(c.Buf) {
			e.Len = c.N
		}
		if o.sum.n > 0 {
			e.Hash = o.sum.String()
		}
	case isRecv(c.Op) && moved:
		e.Result, e.End = r.number(c.N), o.end
		r.bytes(e, c.Buf[:max(0, min(c.N, len(c.Buf)))], o.sum)
		if c.Got != 0 {
			e.Got = c.Got.String()
		}
		if c.Op == socket.OpRecvFrom {
			e.Peer = r.addr(c.Addr)
		}
	case o.err != nil:
		if e.Local != "" { // a connect that is under way
			e.Peer = r.addr(c.Addr)
		}
	case c.Op == socket.OpAccept, c.Op == socket.OpConnect:
		e.Peer = r.addr(c.Addr)
	default:
		e.Result = r.value(c)
	}
}

// value returns the result of a call that asks for something, else "".
func (r *Recorder) value(c *socket.Call) string {
	switch {
	case c.Op == socket.OpGetSockName, c.Op == socket.OpGetPeerName:
		return r.addr(c.Addr)
	case c.Op == socket.OpTCPInfo && c.Info != nil:
		return c.Info.State
	case c.Op != socket.OpGetSockOpt:
		return ""
	case c.Option == socket.SO_ERROR && c.Pending != "":
		return string(c.Pending)
	case c.Option == socket.SO_TYPE:
		return socket.Type(c.Value).String()
	}
	return r.number(c.Value)
}

// fail fills in an error: its name and its text.
func fail(e *Event, err error) {
	if err == nil {
		return
	}
	errno := socket.ErrnoOf(err)
	e.Errno = string(errno)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		e.Err = "timed out"
	case err == net.ErrClosed:
		e.Err = "the socket is closed"
	default:
		e.Err = strings.TrimSuffix(err.Error(), " ("+e.Errno+")")
	}
}
