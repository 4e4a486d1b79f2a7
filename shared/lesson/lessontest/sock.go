package lessontest

import (
	"net"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// sock is a socket of a Network. Its fields are guarded by the network's mu.
type sock struct {
	net    *Network
	stack  *stack
	typ    socket.Type
	local  socket.Addr
	remote socket.Addr
	closed bool

	listening bool
	queue     []*sock // connections that wait for accept

	peer  *sock // of a connection
	in    []byte
	end   bool // no more comes in
	noOut bool // shut down for writing
	reset bool // the peer closed with data unread
	mail  []datagram

	sizes map[socket.Option]int // of buffers, in bytes
}

type datagram struct {
	from socket.Addr
	data string
}

func (s *sock) Do(c *socket.Call) error {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.closed {
		return net.ErrClosed
	}
	if err := s.misuse(c); err != nil {
		return err
	}
	switch c.Op {
	case socket.OpBind:
		return s.net.bind(s, c.Addr.Port)
	case socket.OpListen:
		if s.local.IsZero() {
			s.net.bind(s, 0)
		}
		s.listening = true
	case socket.OpConnect:
		return s.connect(c)
	case socket.OpSend:
		return s.sendAll(c)
	case socket.OpSendTo:
		return s.sendTo(c)
	case socket.OpShutdown: // SHUT_WR
		s.noOut, s.peer.end = true, true
		s.net.wake()
	case socket.OpGetSockName:
		c.Addr = s.local
		if c.Addr.IsZero() {
			c.Addr = socket.Inet("0.0.0.0", 0)
		}
	case socket.OpTCPInfo:
		c.Info = s.state()
	case socket.OpGetPeerName:
		c.Addr = s.remote
	case socket.OpSetSockOpt:
		s.setBuffer(c.Option, c.Value)
	case socket.OpGetSockOpt:
		c.Value = s.buffer(c.Option)
	case socket.OpAccept, socket.OpRecv, socket.OpRecvFrom:
		timeout := c.Timeout
		if c.Flags&socket.MSG_DONTWAIT != 0 {
			timeout = 0
		}
		return s.net.wait(timeout, func() (bool, error) { return s.receive(c) })
	default:
		return socket.EOPNOTSUPP
	}
	return nil
}

func (s *sock) connect(c *socket.Call) error {
	if s.typ == socket.SOCK_DGRAM {
		if s.local.IsZero() {
			s.net.bind(s, 0)
		}
		s.remote = loopback(c.Addr.Port)
		return nil
	}
	listener := s.net.bound[port{s.typ, c.Addr.Port}]
	if listener == nil || !listener.listening {
		return socket.ECONNREFUSED
	}
	if s.local.IsZero() {
		s.net.bind(s, 0)
	}
	far := listener.stack.add(&sock{typ: s.typ, local: listener.local, remote: s.local, peer: s})
	s.peer, s.remote = far, listener.local
	listener.queue = append(listener.queue, far)
	s.net.wake()
	return nil
}

func (s *sock) send(c *socket.Call) error {
	switch {
	case s.typ == socket.SOCK_DGRAM && !s.remote.IsZero():
		s.mailTo(c, s.remote.Port)
		return nil
	case s.peer == nil:
		return socket.ENOTCONN
	case s.noOut || s.reset:
		return socket.EPIPE
	}
	s.noOut = s.peer.closed // it answers this with a reset
	n := len(c.Buf) - c.N
	if !s.noOut {
		n = min(n, s.room())
	}
	s.peer.in = append(s.peer.in, c.Buf[c.N:c.N+n]...)
	c.N += n
	s.net.wake()
	return nil
}

func (s *sock) sendTo(c *socket.Call) error {
	if s.local.IsZero() {
		s.net.bind(s, 0)
	}
	s.mailTo(c, c.Addr.Port)
	return nil
}

// mailTo sends a datagram. One that is connected takes its peer's only.
func (s *sock) mailTo(c *socket.Call, number int) {
	c.N = len(c.Buf)
	to := s.net.bound[port{s.typ, number}]
	if to == nil || !to.remote.IsZero() && to.remote != s.local {
		return
	}
	to.mail = append(to.mail, datagram{s.local, string(c.Buf)})
	s.net.wake()
}

// receive makes one attempt at accept, recv or recvfrom.
func (s *sock) receive(c *socket.Call) (done bool, err error) {
	peek := c.Flags&socket.MSG_PEEK != 0
	switch {
	case s.closed:
		return true, net.ErrClosed
	case c.Op == socket.OpAccept && len(s.queue) > 0:
		c.Accepted, c.Addr = s.queue[0], s.queue[0].remote
		s.queue = s.queue[1:]
	case len(s.mail) > 0:
		if c.Op == socket.OpRecvFrom {
			c.Addr = s.mail[0].from
		}
		c.N = copy(c.Buf, s.mail[0].data)
		if c.N < len(s.mail[0].data) {
			c.Got = socket.MSG_TRUNC
		}
		if !peek {
			s.mail = s.mail[1:]
		}
	case len(s.in) > 0:
		c.N = copy(c.Buf, s.in)
		if !peek {
			s.in = s.in[c.N:]
			s.net.wake() // there is room again
		}
	case s.reset:
		return true, socket.ECONNRESET
	case s.end:
	default:
		return false, nil
	}
	return true, nil
}

// Close ends the stream for the peer, or resets it if data was left unread or
// the connection was never accepted.
func (s *sock) Close() error {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if p := (port{s.typ, s.local.Port}); s.net.bound[p] == s {
		delete(s.net.bound, p)
	}
	if s.peer != nil && len(s.in) > 0 {
		s.peer.reset = true
	} else if s.peer != nil {
		s.peer.end = true
	}
	for _, far := range s.queue {
		far.closed, far.peer.reset = true, true
	}
	s.net.wake()
	return nil
}

// SetDeadline is for package net's types, which no lesson uses.
func (s *sock) SetDeadline(read, write *time.Time) error { return socket.EOPNOTSUPP }
