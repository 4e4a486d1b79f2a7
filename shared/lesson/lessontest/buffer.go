package lessontest

import (
	"net"

	"github.com/socketlab/socketlab/shared/socket"
)

// unset is the size of a buffer that nobody has set, in bytes.
const unset = 64 << 10

func (s *sock) setBuffer(opt socket.Option, size int) {
	if s.sizes == nil {
		s.sizes = make(map[socket.Option]int)
	}
	s.sizes[opt] = size
}

func (s *sock) buffer(opt socket.Option) int {
	if size := s.sizes[opt]; size > 0 {
		return size
	}
	return unset
}

// room returns how many bytes a stream socket can send now: both buffers are one
// here, the receiver's.
func (s *sock) room() int {
	return s.buffer(socket.SO_SNDBUF) + s.peer.buffer(socket.SO_RCVBUF) - len(s.peer.in)
}

// sendAll sends all of a call's bytes, or, if that may not wait for ever, what
// there is room for.
func (s *sock) sendAll(c *socket.Call) error {
	timeout := c.Timeout
	if c.Flags&socket.MSG_DONTWAIT != 0 {
		timeout = 0
	}
	return s.net.wait(timeout, func() (bool, error) {
		if s.closed {
			return true, net.ErrClosed
		}
		err := s.send(c)
		return err != nil || c.N == len(c.Buf) || c.N > 0 && timeout >= 0, err
	})
}
