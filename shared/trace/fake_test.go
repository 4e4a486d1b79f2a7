package trace

import (
	"context"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// fakeNet is loopback in memory. Ephemeral ports begin at port.
type fakeNet struct {
	mu    sync.Mutex
	moved sync.Cond
	port  int
	delay time.Duration // until one that waits is told; orders events in a bubble
	socks map[*fake]bool
}

func newFake(port int) *fakeNet {
	n := &fakeNet{port: port, socks: make(map[*fake]bool)}
	n.moved.L = &n.mu
	return n
}

// fake is one socket of it.
type fake struct {
	net         *fakeNet
	typ         socket.Type
	local, peer socket.Addr
	other       *fake // the connected stream socket's peer
	listening   bool
	queue       []*fake      // to accept
	in          []byte       // stream
	packets     []fakePacket // datagrams
	ended       bool         // the peer has
	closed      bool
}

type fakePacket struct {
	from socket.Addr
	data []byte
}

func (n *fakeNet) Socket(f socket.Family, t socket.Type, _ int) (socket.Handle, error) {
	if f != socket.AF_INET {
		return nil, socket.EAFNOSUPPORT
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	s := &fake{net: n, typ: t}
	n.socks[s] = true
	return s, nil
}

func (n *fakeNet) Resolve(context.Context, string) ([]netip.Addr, error) { return nil, nil }

func (n *fakeNet) Close() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	for s := range n.socks {
		s.closed = true
	}
	n.moved.Broadcast()
	return nil
}

func (n *fakeNet) ephemeral() socket.Addr {
	n.port++
	return socket.Inet("127.0.0.1", n.port-1)
}

func (n *fakeNet) at(addr socket.Addr, t socket.Type) *fake {
	for s := range n.socks {
		same := s.local == addr || s.local.Port == addr.Port && s.local.IP.IsUnspecified()
		if same && !s.closed && s.typ == t && (t == socket.SOCK_DGRAM || s.listening) {
			return s
		}
	}
	return nil
}

func (s *fake) Fileno() int { return 7 }

func (s *fake) SetDeadline(read, write *time.Time) error { return nil }

func (s *fake) Close() error {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	s.closed = true
	if s.other != nil {
		s.other.ended = true
	}
	s.net.moved.Broadcast()
	return nil
}

func (s *fake) Do(c *socket.Call) error {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	defer s.net.moved.Broadcast()
	var until time.Time
	if c.Timeout > 0 {
		until = time.Now().Add(c.Timeout)
		defer time.AfterFunc(c.Timeout, s.net.moved.Broadcast).Stop()
	}
	for {
		if s.closed {
			return net.ErrClosed
		}
		if done, err := s.try(c); done {
			return err
		}
		if c.Timeout == 0 || c.Flags&socket.MSG_DONTWAIT != 0 {
			return socket.EAGAIN
		}
		if c.Timeout > 0 && !time.Now().Before(until) {
			return os.ErrDeadlineExceeded
		}
		s.net.moved.Wait()
		if s.net.delay > 0 {
			s.net.mu.Unlock()
			time.Sleep(s.net.delay)
			s.net.mu.Lock()
		}
	}
}

func (s *fake) try(c *socket.Call) (done bool, err error) {
	switch c.Op {
	case socket.OpBind:
		if s.net.at(c.Addr, s.typ) != nil {
			return true, socket.EADDRINUSE
		}
		if s.local = c.Addr; c.Addr.Port == 0 {
			s.local.Port = s.net.ephemeral().Port
		}
	case socket.OpListen:
		s.listening = true
	case socket.OpConnect:
		return true, s.connect(c.Addr)
	case socket.OpAccept:
		if len(s.queue) == 0 {
			return false, nil
		}
		c.Accepted, c.Addr, s.queue = s.queue[0], s.queue[0].peer, s.queue[1:]
	case socket.OpGetSockName:
		c.Addr = s.local
	case socket.OpGetSockOpt:
		c.Value = s.net.port // a size that differs from run to run
	case socket.OpShutdown:
		s.other.ended = true
	case socket.OpSend, socket.OpSendTo:
		return true, s.send(c)
	case socket.OpRecv, socket.OpRecvFrom:
		return s.recv(c), nil
	}
	return true, nil
}

func (s *fake) connect(addr socket.Addr) error {
	to := s.net.at(addr, s.typ)
	if to == nil {
		return socket.ECONNREFUSED
	}
	if s.local.IsZero() {
		s.local = s.net.ephemeral()
	}
	s.peer = addr
	if s.typ != socket.SOCK_DGRAM {
		s.other = &fake{net: s.net, typ: s.typ, local: addr, peer: s.local, other: s}
		s.net.socks[s.other] = true
		to.queue = append(to.queue, s.other)
	}
	return nil
}

func (s *fake) send(c *socket.Call) error {
	if s.typ != socket.SOCK_DGRAM {
		if s.other == nil {
			return socket.ENOTCONN
		}
		s.other.in = append(s.other.in, c.Buf...)
		c.N = len(c.Buf)
		return nil
	}
	to := s.peer
	if c.Op == socket.OpSendTo {
		to = c.Addr
	}
	if s.local.IsZero() {
		s.local = socket.Inet("0.0.0.0", s.net.ephemeral().Port)
	}
	from := socket.Inet("127.0.0.1", s.local.Port)
	if d := s.net.at(to, s.typ); d != nil {
		d.packets = append(d.packets, fakePacket{from, append([]byte(nil), c.Buf...)})
	}
	c.N = len(c.Buf)
	return nil
}

func (s *fake) recv(c *socket.Call) bool {
	switch {
	case len(s.packets) > 0:
		p := s.packets[0]
		s.packets = s.packets[1:]
		c.N, c.Addr = copy(c.Buf, p.data), p.from
		if c.N < len(p.data) {
			c.Got = socket.MSG_TRUNC
		}
	case len(s.in) > 0:
		c.N = copy(c.Buf, s.in)
		s.in = s.in[c.N:]
	default:
		return s.ended
	}
	return true
}
