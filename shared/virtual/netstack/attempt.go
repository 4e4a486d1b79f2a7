package netstack

import (
	"bytes"

	"github.com/socketlab/socketlab/shared/socket"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

// recv receives what there is. The end of the stream is 0 bytes.
func (s *sock) recv(c *socket.Call) error {
	if c.Flags&(socket.MSG_OOB|socket.MSG_TRUNC) != 0 {
		return socket.EOPNOTSUPP
	}
	buf, peek := c.Buf, c.Flags&socket.MSG_PEEK != 0
	if len(buf) == 0 {
		buf, peek = make([]byte, 1), true // it waits and fails as any recv
	}
	w := tcpip.SliceWriter(buf)
	result, err := s.ep().Read(&w, tcpip.ReadOptions{Peek: peek})
	switch err.(type) {
	case nil:
		c.N = min(result.Count, len(c.Buf))
		if !peek {
			s.ep().ModerateRecvBuf(result.Count)
		}
		return nil
	case *tcpip.ErrClosedForReceive:
		return nil
	case *tcpip.ErrWouldBlock:
		if s.noRecv.Load() {
			return nil
		}
	}
	return s.told(err)
}

// send queues what there is room for. A blocking socket is done once all is queued.
func (s *sock) send(c *socket.Call) error {
	if c.Flags&socket.MSG_OOB != 0 {
		return socket.EOPNOTSUPP
	}
	for {
		n, err := s.ep().Write(bytes.NewReader(c.Buf[c.N:]), tcpip.WriteOptions{})
		c.N += int(n)
		switch {
		case err != nil && len(c.Buf) == 0 && cause(err) == socket.EAGAIN:
			return nil
		case err != nil:
			return s.told(err)
		case c.N == len(c.Buf), c.Timeout >= 0, c.Flags&socket.MSG_DONTWAIT != 0:
			return nil
		}
	}
}

// partial returns the error of a send: none if only there was no more room.
func partial(c *socket.Call, err error) error {
	if err == socket.EAGAIN && c.N > 0 {
		return nil
	}
	return err
}

// connect starts the handshake, and later asks how it went.
func (s *sock) connect(c *socket.Call) error {
	if !s.takes(c.Addr.IP) {
		return socket.EAFNOSUPPORT
	}
	if s.state() == tcp.StateError && !s.ep().connected() {
		if err := s.told(s.ep().LastError()); err != nil {
			return err
		}
		if err := s.renew(); err != nil {
			return err
		}
	}
	switch s.state() {
	case tcp.StateListen:
		return socket.EISCONN
	case tcp.StateInitial:
		if err := s.bindTo(tcpip.FullAddress{}); err != nil {
			return err
		}
	}
	err := s.told(s.ep().Connect(full(c.Addr)))
	if (err == socket.EINPROGRESS || err == socket.EALREADY) && c.Timeout != 0 {
		return socket.EAGAIN // that is, wait
	}
	return err
}

// accept takes a connection from the queue.
func (s *sock) accept(c *socket.Call) error {
	var from tcpip.FullAddress
	ep, queue, err := s.ep().Accept(&from)
	if err != nil {
		return cause(err)
	}
	conn, ok := s.stack.adopt(s.family, &endpoint{Endpoint: ep, queue: queue})
	if !ok {
		return nil // Close is about to say so
	}
	conn.inherit(s.ep())
	c.Accepted, c.Addr = conn, s.name(from)
	return nil
}
