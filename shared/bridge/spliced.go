package bridge

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A spliced is the client's side of a spliced socket. Its data stream is opened
// by the first call that needs one.
type spliced struct {
	remote *remote

	mu       sync.Mutex
	data     *pair
	deadline [2]*time.Time // set before there was a data stream: read, write
	shut     bool          // the sending direction was, before there was one
	closed   bool
	failed   error  // datagrams: of a send, for the next one to return
	record   []byte // datagrams: a part of one; of the call whose turn it is
}

var (
	_ socket.Splicer = (*remote)(nil)
	_ socket.Batcher = (*remote)(nil)
	_ socket.Starter = (*Stack)(nil)
)

// Splice gives the socket's bytes a stream of their own.
func (r *remote) Splice() {
	if r.typ == socket.SOCK_STREAM || r.typ == socket.SOCK_DGRAM && r.family != socket.AF_UNIX {
		r.spliced = &spliced{remote: r}
	}
}

// do performs the calls that are not made on the call stream, and reports
// whether c was one.
func (s *spliced) do(c *socket.Call) (bool, error) {
	switch c.Op {
	case socket.OpSend, socket.OpRecv, socket.OpSendTo, socket.OpRecvFrom:
		if s.remote.typ == socket.SOCK_DGRAM && c.Op.Writes() && len(c.Buf) > maxDatagram {
			return false, nil
		}
		if c.Flags != 0 {
			return true, socket.EOPNOTSUPP
		}
		return true, s.transfer(c)
	case socket.OpShutdown:
		return s.shutdown(socket.How(c.Value))
	}
	return false, nil
}

func (s *spliced) transfer(c *socket.Call) error {
	err := s.known()
	if err != nil {
		return err
	}
	p, err := s.open()
	if err != nil {
		return err
	}
	switch {
	case s.remote.typ == socket.SOCK_DGRAM:
		err = s.exchange(p, c)
	case c.Op.Writes():
		c.N, err = p.write(c.Buf, c.Timeout)
	case len(c.Buf) > 0:
		c.N, err = p.read(c.Buf, c.Timeout)
	}
	switch err {
	case io.EOF:
		return nil // receiving nothing is the end
	case errGone:
		return s.remote.stack.gone()
	}
	return err
}

// known waits until the server has the socket, as any reply says: it looks for it
// when the data stream comes.
func (s *spliced) known() error {
	if s.remote.answered.Load() {
		return nil
	}
	if err := s.remote.call(&socket.Call{Op: socket.OpGetSockName}); !s.remote.answered.Load() {
		return err
	}
	return nil
}

// open returns the data stream.
func (s *spliced) open() (*pair, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, net.ErrClosed
	}
	if s.data != nil {
		return s.data, nil
	}
	r := s.remote
	stream, err := r.stack.mux.OpenStream()
	if err == nil {
		header := binary.BigEndian.AppendUint32([]byte{version, streamData}, r.stream.StreamID())
		_, err = r.stack.transport.send(stream, header)
	}
	if err != nil {
		return nil, r.stack.gone()
	}
	r.stack.transport.add(stream)
	s.data = newPair(r.stack.transport, stream)
	if s.shut {
		s.data.out.finish(0, socket.EPIPE)
	}
	s.setDeadline(s.deadline[0], s.deadline[1])
	return s.data, nil
}

// setDeadline keeps what may have to wait for the data stream.
func (s *spliced) setDeadline(read, write *time.Time) {
	for i, t := range []*time.Time{read, write} {
		if t != nil {
			at := *t
			s.deadline[i] = &at
		}
	}
	if s.data == nil {
		return
	}
	if read != nil {
		s.data.in.setDeadline(*read)
	}
	if write != nil {
		s.data.out.setDeadline(*write)
	}
}

// SetDeadline moves the deadlines of send and recv; those of calls on the call
// stream are not affected.
func (s *spliced) SetDeadline(read, write *time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return net.ErrClosed
	}
	s.setDeadline(read, write)
	return nil
}

// shutdown ends the sending direction after what has been sent. The rest, and
// what has sent nothing, is for the call stream.
func (s *spliced) shutdown(how socket.How) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if how == socket.SHUT_RD {
		return false, nil
	}
	s.shut = true
	if s.data == nil {
		return false, nil
	}
	s.data.out.finish(0, socket.EPIPE)
	s.data.out.turn.Lock() // a send that is under way has counted its bytes
	defer s.data.out.turn.Unlock()
	sent := s.data.out.total()
	err := s.remote.out.write(frameEnd, 0, func(b []byte) []byte { return appendVarint(b, sent) })
	return how == socket.SHUT_WR, err
}

// told is called for what the server says of the data stream.
func (s *spliced) told(f frame) error {
	d := decoder{b: f.body}
	end, why := d.varint(), d.error()
	s.mu.Lock()
	data := s.data
	s.mu.Unlock()
	if d.bad || data == nil || f.kind == frameFault && why == nil {
		return errMalformed
	}
	if f.kind == frameFault && end == faultBoth {
		data.stop(why)
		return nil
	}
	if f.kind == frameFault && s.remote.typ == socket.SOCK_DGRAM {
		s.mu.Lock()
		s.failed = why
		s.mu.Unlock()
		return nil
	}
	if f.kind == frameFault {
		if why == os.ErrDeadlineExceeded {
			return nil // it lingered for too long
		}
		data.out.finish(0, why)
		return nil
	}
	if why == nil {
		why = io.EOF
	}
	data.in.finish(end, why)
	return nil
}

// fault returns how an earlier datagram failed, once.
func (s *spliced) fault() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.failed
	s.failed = nil
	return err
}

// close ends both directions, and returns how many bytes were sent.
func (s *spliced) close() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.data == nil {
		return 0
	}
	s.data.stop(net.ErrClosed)
	s.data.out.turn.Lock()
	defer s.data.out.turn.Unlock()
	return s.data.out.total()
}

// end ends the data stream.
func (s *spliced) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.data != nil {
		s.data.stop(net.ErrClosed)
		s.remote.stack.transport.remove(s.data.stream)
		s.data.stream.Close()
	}
}
