package socket

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"time"
)

var errTimedOut = os.ErrDeadlineExceeded

// conn is a Socket as package net has it: a connection.
type conn struct {
	file
	kind          kind
	network       string
	local, remote net.Addr
}

// packetConn is a datagram Socket, connected or not. That a stream is none
// matters: resolvers take every net.PacketConn for UDP.
type packetConn struct{ conn }

var (
	_ net.Conn       = (*conn)(nil)
	_ net.Conn       = (*packetConn)(nil)
	_ net.PacketConn = (*packetConn)(nil)
	_ net.Listener   = (*listener)(nil)
)

// Conn returns the socket as a net.Conn, which for datagrams is a
// net.PacketConn too. The socket's timeout, if it has one, holds for Read.
func (s *Socket) Conn() net.Conn {
	network := map[Type]string{SOCK_STREAM: "tcp", SOCK_DGRAM: "udp"}[s.typ]
	if s.family == AF_UNIX {
		network = unixNetworks[s.typ]
	}
	name, _ := s.GetSockName() // it may have none
	return newConn(s, kind{s.family, s.typ}, network, name)
}

func newConn(s *Socket, k kind, network string, name Addr) net.Conn {
	c := s.describe(k, network, name)
	if k.typ == SOCK_DGRAM {
		return &packetConn{c}
	}
	return &c
}

// describe returns s as a connection of that name, its own address.
func (s *Socket) describe(k kind, network string, name Addr) conn {
	k.family = s.family
	c := conn{file: file{s}, kind: k, network: network, local: netAddr(k, name)}
	if peer := s.peer.Load(); peer != nil {
		c.remote = netAddr(k, *peer)
	}
	return c
}

// Socket returns the socket under the connection, for its options.
func (c *conn) Socket() *Socket { return c.s }

func (c *conn) Read(b []byte) (int, error) {
	n, err := c.file.Read(b)
	if err == io.EOF {
		return n, err
	}
	return n, c.fail("read", err)
}

// Write writes all of b, whatever the socket's timeout; a deadline may cut it short.
func (c *conn) Write(b []byte) (int, error) {
	n, err := c.s.send(b, 0, NoTimeout)
	return n, c.fail("write", err)
}

func (c *packetConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := c.s.RecvFromInto(b)
	if err != nil {
		return n, nil, c.fail("read", err)
	}
	return n, netAddr(c.kind, from), nil
}

func (c *packetConn) WriteTo(b []byte, to net.Addr) (int, error) {
	addr, err := fromNetAddr(to)
	if c.kind.family == AF_INET6 && addr.IP.Is4() {
		addr.IP = netip.AddrFrom16(addr.IP.As16()) // a dual-stack socket reaches IPv4 so
	}
	if err != nil {
		return 0, c.fail("write", err)
	}
	n, err := c.s.SendTo(b, addr)
	return n, c.fail("write", err)
}

func (c *conn) Close() error                       { return c.fail("close", c.s.Close()) }
func (c *conn) CloseWrite() error                  { return c.fail("close", c.s.Shutdown(SHUT_WR)) }
func (c *conn) CloseRead() error                   { return c.fail("close", c.s.Shutdown(SHUT_RD)) }
func (c *conn) LocalAddr() net.Addr                { return c.local }
func (c *conn) RemoteAddr() net.Addr               { return c.remote }
func (c *conn) SetDeadline(t time.Time) error      { return c.fail("set", c.s.setDeadline(&t, &t)) }
func (c *conn) SetReadDeadline(t time.Time) error  { return c.fail("set", c.s.setDeadline(&t, nil)) }
func (c *conn) SetWriteDeadline(t time.Time) error { return c.fail("set", c.s.setDeadline(nil, &t)) }

// SetReadBuffer and SetWriteBuffer set SO_RCVBUF and SO_SNDBUF, in bytes.
func (c *conn) SetReadBuffer(n int) error {
	return c.fail("set", c.s.SetSockOpt(SOL_SOCKET, SO_RCVBUF, n))
}

func (c *conn) SetWriteBuffer(n int) error {
	return c.fail("set", c.s.SetSockOpt(SOL_SOCKET, SO_SNDBUF, n))
}

func (s *Socket) setDeadline(read, write *time.Time) error {
	return s.handle.SetDeadline(read, write)
}

func (c *conn) fail(op string, err error) error {
	return netError(op, c.network, c.local, c.remote, err)
}

// listener is a listening Socket as package net has it.
type listener struct{ conn conn }

func (l *listener) Accept() (net.Conn, error) {
	s, _, err := l.conn.s.Accept()
	if err != nil {
		return nil, l.conn.fail("accept", err)
	}
	name := Call{Op: OpGetSockName}
	s.batch(append(l.conn.kind.options(TCP_NODELAY), &name)...) // a peer may be gone already; its bytes are not
	s.splice()
	return newConn(s, l.conn.kind, l.conn.network, name.Addr), nil
}

func (l *listener) Close() error   { return l.conn.Close() }
func (l *listener) Addr() net.Addr { return l.conn.local }

// SetDeadline bounds Accept, as net.TCPListener's does.
func (l *listener) SetDeadline(t time.Time) error { return l.conn.SetReadDeadline(t) }

// netError wraps a failure as package net does; the call's own wrapping, which
// says the same, is taken off.
func netError(op, network string, local, remote net.Addr, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		err = e.Err
	}
	return &net.OpError{Op: op, Net: network, Source: local, Addr: remote, Err: err}
}

var unixNetworks = map[Type]string{SOCK_STREAM: "unix", SOCK_DGRAM: "unixgram", SOCK_SEQPACKET: "unixpacket"}

// netAddr returns addr as package net's type for k.
func netAddr(k kind, addr Addr) net.Addr {
	switch {
	case k.family == AF_UNIX:
		return &net.UnixAddr{Name: addr.Path, Net: unixNetworks[k.typ]}
	case k.typ == SOCK_DGRAM:
		return net.UDPAddrFromAddrPort(addr.AddrPort())
	}
	return net.TCPAddrFromAddrPort(addr.AddrPort())
}

// fromNetAddr returns the Addr of package net's form. A nil address, of
// whichever type, is none.
func fromNetAddr(a net.Addr) (Addr, error) {
	switch a := a.(type) {
	case *net.UDPAddr:
		if a != nil {
			return unmapped(a.IP, a.Zone, a.Port), nil
		}
	case *net.TCPAddr:
		if a != nil {
			return unmapped(a.IP, a.Zone, a.Port), nil
		}
	case *net.UnixAddr:
		if a != nil {
			return Unix(a.Name), nil
		}
	case nil:
	default:
		return ParseAddr(a.String())
	}
	return Addr{}, EDESTADDRREQ
}
