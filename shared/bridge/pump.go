package bridge

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/socket"
)

// small is the memory of a spliced socket that waits; more is had once needed.
const small = 512

// A pump moves a spliced socket's bytes, both ways.
type pump struct {
	*pair
	exported  *exported
	sent      chan struct{} // closed when nothing more goes to the socket
	discarded atomic.Bool   // what stood on the stream
}

// splice moves the socket's bytes over a data stream until the socket or the
// stream ends. While calls wait, and a second time, it is refused, and the client
// told.
func (x *exported) splice(stream *yamux.Stream) {
	p := &pump{pair: newPair(x.session.transport, stream), exported: x, sent: make(chan struct{})}
	if !x.attach(p) {
		x.tell(frameFault, faultBoth, &refusal{socket.EINVAL, "its calls wait, or it has a data stream"})
		return
	}
	x.session.transport.budget.stands(stream.StreamID(), p.discard)
	received := make(chan struct{})
	send, receive := p.send, p.receive
	if x.typ == socket.SOCK_DGRAM {
		send, receive = p.sendDatagrams, p.receiveDatagrams
	}
	go func() {
		receive()
		close(received)
	}()
	send()
	close(p.sent)
	p.drop()
	<-received
}

// discard is called when the session holds too much, and this stream has stood
// longest: nothing more goes to the socket, so that others get theirs.
func (p *pump) discard() {
	p.discarded.Store(true)
	now := time.Now()
	p.exported.handle.SetDeadline(nil, &now)
}

// do sends to the socket, unless the stream is discarded.
func (p *pump) do(c *socket.Call) error {
	err := p.exported.handle.Do(c)
	if p.discarded.Load() {
		return refuse(socket.ENOBUFS, "keeps %d MiB of a session that its sockets do not take", maxHeld>>20)
	}
	return err
}

// drop throws away what comes over the stream, until it ends: what a socket that
// failed does not take is not to be held.
func (p *pump) drop() {
	for p.await() == nil {
		buf := memory(maxStream)
		p.read(buf, 0)
		free(buf)
		p.stream.Shrink()
	}
}

func (x *exported) attach(p *pump) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed || x.pump != nil || x.waiting.Load() > 0 {
		return false
	}
	x.pump = p
	close(x.attached)
	return true
}

// send sends to the socket what comes over the stream.
func (p *pump) send() {
	c := socket.Call{Op: socket.OpSend}
	for {
		if err := p.await(); err != nil {
			if err == io.EOF {
				p.exported.handle.Do(&socket.Call{Op: socket.OpShutdown, Value: int(socket.SHUT_WR)})
			}
			return
		}
		buf := memory(maxStream)
		n, err := p.read(buf, 0)
		if n > 0 {
			c.Buf, c.N, c.Timeout = buf[:n], 0, socket.NoTimeout
			err = p.do(&c)
		}
		free(buf)
		if err != nil && !errors.Is(err, socket.EAGAIN) {
			p.exported.tell(frameFault, faultSend, err)
			return
		}
	}
}

// receive sends over the stream what the socket receives, and then how it ended.
func (p *pump) receive() {
	waiting := make([]byte, small)
	c := socket.Call{Op: socket.OpRecv}
	var err error
	for err == nil {
		c.Buf, c.N, c.Timeout = waiting, 0, socket.NoTimeout
		if err = p.exported.handle.Do(&c); err != nil {
			break
		}
		switch {
		case c.N == 0:
			err = io.EOF
		case c.N < small:
			_, err = p.write(waiting[:c.N], socket.NoTimeout)
		default:
			err = p.burst(waiting)
		}
	}
	if err == io.EOF {
		err = nil
	}
	p.exported.tell(frameEnd, p.out.total(), err)
}

// burst receives for as long as there is something, after what has been.
func (p *pump) burst(first []byte) error {
	buf := memory(maxStream)
	defer free(buf)
	n := copy(buf, first)
	c := socket.Call{Op: socket.OpRecv}
	for {
		c.Buf, c.N, c.Timeout = buf[n:], 0, 0
		failed := p.exported.handle.Do(&c)
		n += c.N
		if n > 0 {
			if _, err := p.write(buf[:n], socket.NoTimeout); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(failed, socket.EAGAIN):
			return nil
		case failed != nil:
			return failed
		case c.N == 0:
			return io.EOF
		}
		n = 0
	}
}

// drain closes the pump once all that the client sent, so many bytes, has gone
// to the socket, or the socket's peer does not take it.
func (p *pump) drain(sent int64) {
	p.in.finish(sent, net.ErrClosed)
	p.out.finish(0, net.ErrClosed)
	end := time.Now().Add(p.exported.session.times.drain)
	p.exported.handle.SetDeadline(nil, &end)
	<-p.sent
}
