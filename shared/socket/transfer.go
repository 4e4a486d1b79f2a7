package socket

import (
	"context"
	"os"
	"time"
)

// Send sends bytes to the connected peer, as send(2) does: it copies them into
// the send buffer, and returns how many it copied. A blocking socket waits
// until all are; one with a timeout, or non-blocking, may accept fewer.
// Errors: EPIPE, ECONNRESET, ENOTCONN, EAGAIN, EMSGSIZE, os.ErrDeadlineExceeded.
func (s *Socket) Send(b []byte, flags ...Flags) (int, error) {
	return s.send(b, join(flags), s.GetTimeout())
}

// SendAll sends all of b or fails. The socket's timeout bounds the whole, as
// in Python, not each attempt. How much was sent before a failure is not told.
func (s *Socket) SendAll(b []byte, flags ...Flags) error {
	timeout := s.GetTimeout()
	if timeout < 0 {
		_, err := s.Send(b, flags...)
		return err
	}
	until := Now(s.handle).Add(timeout)
	for {
		n, err := s.send(b, join(flags), timeout)
		if err != nil || n == len(b) {
			return err
		}
		b = b[n:]
		if timeout > 0 {
			if timeout = until.Sub(Now(s.handle)); timeout <= 0 {
				return opError(OpSend, s.about(&Call{}), os.ErrDeadlineExceeded)
			}
		}
	}
}

func (s *Socket) send(b []byte, flags Flags, timeout time.Duration) (int, error) {
	c := s.call(OpSend)
	c.Buf, c.Flags, c.Timeout = b, flags, timeout
	err := s.do(c)
	n := c.N
	finish(c)
	return n, err
}

// SendTo sends a datagram to an address, as sendto(2) does.
// Errors: EMSGSIZE (over 65,507 bytes of UDP over IPv4), EDESTADDRREQ, EISCONN, EACCES.
func (s *Socket) SendTo(b []byte, addr Addr, flags ...Flags) (int, error) {
	c := s.call(OpSendTo)
	c.Buf, c.Addr, c.Flags = b, addr, join(flags)
	var err error
	if !addr.resolved(s.family) { // asked here too because most are, and calling costs
		if c.Addr, err = addr.Resolve(context.Background(), s.stack, s.family); err != nil {
			finish(c)
			return 0, opError(OpSendTo, addr, err)
		}
	}
	err = s.do(c)
	n := c.N
	finish(c)
	return n, err
}

// Recv receives up to size bytes and returns them in a new slice. On a stream
// an empty slice means that the peer has ended its direction: end of file. A
// datagram longer than size loses its end.
// Errors: ECONNRESET, ECONNREFUSED (connected UDP), ENOTCONN, EAGAIN, os.ErrDeadlineExceeded.
func (s *Socket) Recv(size int, flags ...Flags) ([]byte, error) {
	buf, err := newBuf(OpRecv, size)
	if err != nil {
		return nil, err
	}
	n, err := s.RecvInto(buf, flags...)
	return buf[:min(n, size)], err
}

// RecvInto is Recv into the caller's buffer, with no allocation. With
// MSG_TRUNC the count is the datagram's real length, which may exceed len(b).
func (s *Socket) RecvInto(b []byte, flags ...Flags) (int, error) {
	f := join(flags)
	if f&MSG_WAITALL != 0 && s.typ == SOCK_STREAM {
		return s.recvAll(b, f&^MSG_WAITALL)
	}
	return s.recv(b, f&^MSG_WAITALL)
}

func (s *Socket) recv(b []byte, flags Flags) (int, error) {
	c := s.call(OpRecv)
	c.Buf, c.Flags = b, flags
	err := s.do(c)
	n := c.N
	finish(c)
	return n, err
}

// recvAll receives until b is full, the stream ends or a call fails; what has
// been received by then is not lost but returned. A peek looks once.
func (s *Socket) recvAll(b []byte, flags Flags) (int, error) {
	n := 0
	for {
		more, err := s.recv(b[n:], flags)
		n += more
		if n > 0 && err != nil {
			return n, nil
		}
		if err != nil || more == 0 || n == len(b) || flags&MSG_PEEK != 0 {
			return n, err
		}
	}
}

// RecvFrom receives a datagram and returns its first size bytes in a new slice
// and the sender's address, as recvfrom(2) does. An empty datagram is no end.
func (s *Socket) RecvFrom(size int, flags ...Flags) ([]byte, Addr, error) {
	buf, err := newBuf(OpRecvFrom, size)
	if err != nil {
		return nil, Addr{}, err
	}
	n, from, err := s.RecvFromInto(buf, flags...)
	return buf[:min(n, size)], from, err
}

// RecvFromInto is RecvFrom into the caller's buffer.
func (s *Socket) RecvFromInto(b []byte, flags ...Flags) (int, Addr, error) {
	c := s.call(OpRecvFrom)
	c.Buf, c.Flags = b, join(flags)
	err := s.do(c)
	n, from := c.N, c.Addr
	finish(c)
	return n, from, err
}

// newBuf allocates what Recv(size) asks for. A negative size is EINVAL.
func newBuf(op Op, size int) ([]byte, error) {
	if size < 0 {
		return nil, opError(op, Addr{}, EINVAL)
	}
	return make([]byte, size), nil
}

func join(flags []Flags) Flags {
	var all Flags
	for _, f := range flags {
		all |= f
	}
	return all
}
