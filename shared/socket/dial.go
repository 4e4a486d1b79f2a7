package socket

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"time"
)

// kind is what a network name of package net stands for.
type kind struct {
	family Family // 0: whichever the address has
	typ    Type
}

func networkKind(network string) (kind, error) {
	switch network {
	case "tcp":
		return kind{0, SOCK_STREAM}, nil
	case "tcp4":
		return kind{AF_INET, SOCK_STREAM}, nil
	case "tcp6":
		return kind{AF_INET6, SOCK_STREAM}, nil
	case "udp":
		return kind{0, SOCK_DGRAM}, nil
	case "udp4":
		return kind{AF_INET, SOCK_DGRAM}, nil
	case "udp6":
		return kind{AF_INET6, SOCK_DGRAM}, nil
	case "unix":
		return kind{AF_UNIX, SOCK_STREAM}, nil
	case "unixgram":
		return kind{AF_UNIX, SOCK_DGRAM}, nil
	case "unixpacket":
		return kind{AF_UNIX, SOCK_SEQPACKET}, nil
	}
	return kind{}, net.UnknownNetworkError(network)
}

// Dial connects to an address, as net.Dialer.DialContext does, over any Stack.
// Networks: tcp, udp, each with 4 or 6, unix, unixgram, unixpacket. A name's
// addresses are tried one after the other. The context ends the attempt, not
// the connection. TCP connections have TCP_NODELAY set, as package net's have.
// Dial's and Accept's connections have a method Socket() *Socket, for options.
func Dial(ctx context.Context, st Stack, network, address string) (net.Conn, error) {
	k, to, err := endpoints(ctx, st, network, address)
	if err != nil {
		return nil, netError("dial", network, nil, nil, err)
	}
	var first error
	for _, addr := range to {
		c, err := dialOne(ctx, st, k, network, addr)
		if err == nil {
			return c, nil
		}
		if first == nil {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, first
}

func dialOne(ctx context.Context, st Stack, k kind, network string, addr Addr) (net.Conn, error) {
	fail := func(err error) error {
		return netError("dial", network, nil, netAddr(k, addr), err)
	}
	s, err := start(st, k.of(addr), k.typ)
	if err != nil {
		return nil, fail(err)
	}
	stop := context.AfterFunc(ctx, func() { s.setDeadline(nil, &past) })
	name := Call{Op: OpGetSockName}
	err = s.batch(append([]*Call{{Op: OpConnect, Addr: addr, Timeout: NoTimeout}, &name}, k.options(TCP_NODELAY)...)...)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		s.Close()
		if ctx.Err() != nil && errors.Is(err, errTimedOut) {
			err = ctx.Err()
		}
		return nil, fail(err)
	}
	s.peer.Store(&addr)
	s.splice()
	return newConn(s, k, network, name.Addr), nil
}

// options returns the calls that set an option of TCP to 1. Refusals only cost
// speed, or are told by the next call.
func (k kind) options(o Option) []*Call {
	if k.typ != SOCK_STREAM || k.family == AF_UNIX {
		return nil
	}
	return []*Call{{Op: OpSetSockOpt, Option: o, Value: 1}}
}

// Listen announces on an address, as net.ListenConfig.Listen does, over any
// Stack. Networks: tcp, with 4 or 6, unix, unixpacket. An empty host is
// 0.0.0.0, or :: for tcp6. SO_REUSEADDR is set, as package net sets it. A path
// of unix stays after Close, on the Stack's system, and is then the caller's to
// remove.
func Listen(ctx context.Context, st Stack, network, address string) (net.Listener, error) {
	c, err := bound(ctx, st, network, address, func(t Type) bool { return t != SOCK_DGRAM })
	if err != nil {
		return nil, netError("listen", network, nil, nil, err)
	}
	return &listener{c}, nil
}

// ListenPacket announces on an address, as net.ListenConfig.ListenPacket does,
// over any Stack. Networks: udp, with 4 or 6, unixgram.
func ListenPacket(ctx context.Context, st Stack, network, address string) (net.PacketConn, error) {
	c, err := bound(ctx, st, network, address, func(t Type) bool { return t == SOCK_DGRAM })
	if err != nil {
		return nil, netError("listen", network, nil, nil, err)
	}
	c.s.splice()
	return &packetConn{c}, nil
}

// bound returns a new socket of a network, bound to the address, and listening
// unless it is for datagrams.
func bound(ctx context.Context, st Stack, network, address string, fits func(Type) bool) (conn, error) {
	k, at, err := endpoints(ctx, st, network, address)
	if err == nil && !fits(k.typ) {
		err = net.UnknownNetworkError(network)
	}
	if err != nil {
		return conn{}, err
	}
	s, err := start(st, k.of(at[0]), k.typ)
	if err != nil {
		return conn{}, err
	}
	name := Call{Op: OpGetSockName}
	calls := append(k.options(SO_REUSEADDR), &Call{Op: OpBind, Addr: at[0]})
	if k.typ != SOCK_DGRAM {
		calls = append(calls, &Call{Op: OpListen, Value: SOMAXCONN})
	}
	if err := s.batch(append(calls, &name)...); err != nil {
		s.Close()
		return conn{}, err
	}
	return s.describe(k, network, name.Addr), nil
}

// of returns the family of a socket for addr.
func (k kind) of(addr Addr) Family {
	switch {
	case k.family != 0:
		return k.family
	case addr.IP.Is4():
		return AF_INET
	}
	return AF_INET6
}

// endpoints returns the addresses that a network and address string name.
func endpoints(ctx context.Context, st Stack, network, address string) (kind, []Addr, error) {
	k, err := networkKind(network)
	if err != nil {
		return k, nil, err
	}
	if k.family == AF_UNIX {
		return k, []Addr{Unix(address)}, nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return k, nil, err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		if n, err = net.DefaultResolver.LookupPort(ctx, network, port); err != nil {
			return k, nil, err
		}
	}
	if n < 0 || n > 65535 {
		return k, nil, &net.AddrError{Err: fmt.Sprintf("port %d: must be 0 to 65535", n), Addr: address}
	}
	addr := Inet(host, n)
	if k.family != 0 || addr.IP.IsValid() || host == "" {
		f := k.family
		if f == 0 && !addr.IP.Is6() {
			f = AF_INET
		} else if f == 0 {
			f = AF_INET6
		}
		addr, err = addr.Resolve(ctx, st, f)
		return k, []Addr{addr}, err
	}
	ips, err := st.Resolve(ctx, host)
	if err != nil && isLocalhost(host) {
		ips, err = []netip.Addr{loopback(AF_INET)}, nil
	}
	if err == nil && len(ips) == 0 {
		err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	all := make([]Addr, 0, len(ips))
	for _, ip := range ips {
		all = append(all, Addr{IP: ip.Unmap(), Port: n})
	}
	return k, all, err
}

var past = time.Unix(1, 0)
