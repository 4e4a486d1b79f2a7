package impair

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/socketlab/socketlab/shared/link"
)

const (
	window = 8 << 20  // bytes of a stream on their way at most; then TCP tells the sender to wait
	chunk  = 64 << 10 // bytes that are read at a time at most
)

// errReset ends a connection whose Flow.ResetAfter has come.
var errReset = errors.New("as it was told to")

// A stream is one direction of a connection: a reader, a link, and a writer.
type stream struct {
	conn     *conn
	link     *link.Link
	from, to *net.TCPConn

	mu      sync.Mutex
	changed *sync.Cond // any of these
	flow    Flow
	read    int64    // bytes that were sent over the link
	written int64    // bytes that were passed on
	arrived [][]byte // behind the link; nil is the end of the stream
	over    bool     // the connection is
}

func newStream(c *conn, l *link.Link, from, to *net.TCPConn, f Flow) *stream {
	s := &stream{conn: c, link: l, from: from, to: to, flow: f}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// change changes something under the lock.
func (s *stream) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	s.changed.Broadcast()
}

// readable waits until bytes may be read, and returns how many; 0 when the
// connection is over.
func (s *stream) readable() int {
	return s.wait(func() int64 { return min(chunk, window-(s.read-s.written)) })
}

// passable waits until some of n bytes may go on, and returns how many; 0 when the
// connection is over.
func (s *stream) passable(n int) int {
	return s.wait(func() int64 {
		switch {
		case s.flow.Stall:
			return 0
		case s.flow.StallAfter > 0:
			return min(int64(n), s.flow.StallAfter-s.read)
		}
		return int64(n)
	})
}

// wait waits until there is room, or the connection is over.
func (s *stream) wait(room func() int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.over {
		if n := room(); n > 0 {
			return int(n)
		}
		s.changed.Wait()
	}
	return 0
}

// pump reads what comes and sends it over the link. A stall that begins while it
// reads holds what it gets, and the end of the stream, too.
func (s *stream) pump(context.Context) error {
	buf := make([]byte, chunk)
	for {
		room := s.readable()
		if room == 0 {
			return nil
		}
		n, err := s.from.Read(buf[:room])
		for data := bytes.Clone(buf[:n]); len(data) > 0; {
			pass := s.passable(len(data))
			if pass == 0 {
				return nil
			}
			s.change(func() { s.read += int64(pass) })
			s.link.Send(s.packet(data[:pass:pass]))
			data = data[pass:]
		}
		switch {
		case errors.Is(err, io.EOF):
			if s.passable(1) > 0 {
				s.link.Send(s.packet(nil))
			}
			return nil
		case err != nil:
			return err
		}
	}
}

func (s *stream) packet(data []byte) link.Packet {
	return link.Packet{Flow: s.conn.name, Src: s.from.RemoteAddr().String(), Dst: s.to.RemoteAddr().String(),
		Data: data, Size: len(data), Tag: s}
}

// arrive takes what has passed the link.
func (s *stream) arrive(data []byte) {
	s.change(func() { s.arrived = append(s.arrived, data) })
}

// next waits for what has arrived, and returns it with what is to be done.
func (s *stream) next() (data []byte, f Flow, over bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.arrived) == 0 && !s.over {
		s.changed.Wait()
	}
	if s.over {
		return nil, s.flow, true
	}
	data = s.arrived[0]
	s.arrived = s.arrived[1:]
	return data, s.flow, false
}

// drain writes what arrives, until the end of the stream.
func (s *stream) drain(ctx context.Context) error {
	for {
		data, f, over := s.next()
		switch {
		case over:
			return nil
		case data == nil:
			return s.to.CloseWrite()
		}
		for len(data) > 0 {
			slice := len(data)
			if f.Slice > 0 {
				slice = min(slice, f.Slice)
			}
			left := f.ResetAfter - s.written
			if f.ResetAfter > 0 {
				slice = int(min(int64(slice), max(0, left)))
			}
			n, err := s.to.Write(data[:slice])
			s.change(func() { s.written += int64(n) })
			if err != nil {
				return err
			}
			if f.ResetAfter > 0 && s.written >= f.ResetAfter {
				return errReset
			}
			data = data[n:]
			if f.Gap > 0 {
				pause(ctx, f.Gap)
			}
		}
	}
}

// A conn is a client's connection, and the proxy's own to the server.
type conn struct {
	name           string
	client, server *net.TCPConn
	up, down       *stream
}

func (c *conn) String() string { return fmt.Sprintf("client %s, %s", c.name, c.client.RemoteAddr()) }

// run passes bytes both ways until both directions have ended, and says how.
func (c *conn) run(ctx context.Context) (why string) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() {
		reset(c.client)
		reset(c.server)
		c.up.change(func() { c.up.over = true })
		c.down.change(func() { c.down.over = true })
	})
	var all sync.WaitGroup
	for _, work := range []func(context.Context) error{c.up.pump, c.up.drain, c.down.pump, c.down.drain} {
		all.Go(func() {
			if err := work(ctx); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Sprintf("is reset: %v", cause)
	}
	stop()
	c.client.Close()
	c.server.Close()
	return "has ended"
}
