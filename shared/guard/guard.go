// Package guard bounds what sockets may reach, and how many there may be: a
// socket.Stack around another, for clients who are not trusted with all that
// the process may do.
//
// Targets of connect(2) and sendto(2) and the addresses of bind(2) are checked
// as the IP addresses that they are by then, so no name and no later answer of
// the DNS gets round a rule. What follows from it:
//   - listen(2) without bind(2) binds to all interfaces: it needs bind=0.0.0.0,
//     or bind=[::], which takes IPv4 too.
//   - A UDP socket that has no address gets one on loopback before it is first
//     used with loopback, lest other machines reach it. One that is first used
//     with an allowed address elsewhere gets what the system gives it, and hears
//     whoever finds its port.
//   - Only the names in the rules are known. When a rule allows addresses beyond
//     loopback, others are looked up too, and of the answer only addresses that
//     a rule is about are told: a lookup itself carries data out.
//   - 127.0.0.1:22 in Deny leaves 127.0.0.2:22, where the same server may
//     listen: deny loopback:22. A prefix of IPv4 says nothing of IPv6 addresses
//     that lead to it through a translator (RFC 6052).
//
// There are TCP and UDP, and AF_UNIX where a rule allows a path. Refusals are
// EACCES (Policy), EMFILE and ENOBUFS (Quota), with the reason in words, and a
// line in the log.
package guard

import (
	"context"
	"log/slog"
	"net/netip"
	"strings"
	"sync/atomic"

	"github.com/socketlab/socketlab/shared/socket"
)

// A Quota is how much a Stack may have at once. A field that is 0 or less is
// its default.
type Quota struct {
	Sockets   int // default 1024; the next socket or accept fails with EMFILE
	Listeners int // default 128; the next listen fails with ENOBUFS
}

const (
	defaultSockets   = 1024
	defaultListeners = 128

	maxName = 253 // bytes of a host's name (RFC 1035)
)

// A Stack is another one behind a guard. It counts its own sockets: each client
// needs one of its own.
type Stack struct {
	inner     socket.Stack
	policy    Policy
	quota     Quota
	log       *refusals
	sockets   atomic.Int64
	listeners atomic.Int64
	lingering chan struct{} // has room for maxLingering
}

var _ socket.Stack = (*Stack)(nil)

// New returns a guard around st, which it closes when it is closed. The log may
// be nil.
func New(st socket.Stack, p Policy, q Quota, log *slog.Logger) *Stack {
	if q.Sockets <= 0 {
		q.Sockets = defaultSockets
	}
	if q.Listeners <= 0 {
		q.Listeners = defaultListeners
	}
	return &Stack{inner: st, policy: p, quota: q, log: newRefusals(log), lingering: make(chan struct{}, maxLingering)}
}

// Socket creates a TCP, UDP or AF_UNIX socket.
func (st *Stack) Socket(f socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	if err := st.admit(f, t, proto); err != nil {
		return nil, err
	}
	if !take(&st.sockets, st.quota.Sockets) {
		return nil, st.noSocket(socket.OpSocket)
	}
	h, err := st.inner.Socket(f, t, proto)
	if err != nil {
		st.sockets.Add(-1)
		return nil, err
	}
	return &handle{Handle: h, stack: st, family: f, typ: t}, nil
}

// admit reports whether there are such sockets here: all but what the rules are
// about is left out, for they could not be kept to it.
func (st *Stack) admit(f socket.Family, t socket.Type, proto int) error {
	own := 0
	switch {
	case f == socket.AF_UNIX:
		if !st.policy.hasUnix() {
			return st.refuse(socket.OpSocket, f.String(), "unix=PATH", nil)
		}
		if t != socket.SOCK_STREAM && t != socket.SOCK_DGRAM && t != socket.SOCK_SEQPACKET {
			return socket.ESOCKTNOSUPPORT
		}
	case f != socket.AF_INET && f != socket.AF_INET6:
		return socket.EAFNOSUPPORT
	case t == socket.SOCK_STREAM:
		own = socket.IPPROTO_TCP
	case t == socket.SOCK_DGRAM:
		own = socket.IPPROTO_UDP
	case t == socket.SOCK_RAW:
		return st.refuse(socket.OpSocket, t.String(), "", nil)
	default:
		return socket.ESOCKTNOSUPPORT
	}
	if proto != 0 && proto != own {
		return socket.EPROTONOSUPPORT
	}
	return nil
}

// Resolve returns a name's addresses, those that some rule allows.
func (st *Stack) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	name := canonical(host)
	if name == "localhost" || strings.HasSuffix(name, ".localhost") { // RFC 6761, section 6.3
		return []netip.Addr{loopback4, loopback6}, nil
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	if ips := st.policy.named(name); len(ips) > 0 {
		return ips, nil
	}
	if len(host) > maxName {
		return nil, socket.ENAMETOOLONG
	}
	if !st.policy.outside() {
		return nil, st.refuseName(host, "a lookup leaves the machine")
	}
	found, err := st.inner.Resolve(ctx, host)
	var ips []netip.Addr
	for _, ip := range found {
		if st.policy.reachable(ip) {
			ips = append(ips, ip)
		}
	}
	if err == nil && len(found) > 0 && len(ips) == 0 {
		err = st.refuseName(host, "its addresses are not allowed")
	}
	return ips, err
}

// Close closes every socket.
func (st *Stack) Close() error { return st.inner.Close() }

// take counts one more of what there may be at most so many.
func take(n *atomic.Int64, most int) bool {
	if n.Add(1) <= int64(most) {
		return true
	}
	n.Add(-1)
	return false
}
