package virtual

import (
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
)

// A StreamConfig is what the TCP of a host lives on.
type StreamConfig struct {
	Addrs []netip.Addr // the host's, but for those of loopback
	Clock link.Clock   // the network's

	// Send sends an IP packet (RFC 791, RFC 8200), whole and with its checksums.
	// The class names it for the rules of links. It never waits.
	Send func(packet []byte, class string, src, dst netip.AddrPort)
}

// Streams makes the TCP of a host.
type Streams func(StreamConfig) (StreamStack, error)

// A StreamStack is the TCP of one host.
type StreamStack interface {
	// Socket creates a stream socket of AF_INET or AF_INET6.
	Socket(f socket.Family) (socket.Handle, error)

	// Receive takes an IP packet that came for the host. It never waits.
	Receive(packet []byte)

	// Connections returns the ends of connections that the host has, those too
	// whose sockets are closed, and its listeners.
	Connections() []socket.Connection

	// CloseSockets closes every socket, as when a process exits, and makes no
	// more. What they have sent still arrives.
	CloseSockets()

	// Close ends all connections at once, and every goroutine.
	Close()
}

// tcp is the TCP of a host: none until a socket or a segment asks for it.
type tcp struct {
	mu    sync.Mutex
	stack StreamStack
	ended bool
	ways  map[[2]netip.AddrPort]*way
}

// mostWays is how many ways a host remembers: most are of connections that ended.
const mostWays = 1024

// A way is that of segments from an address to another.
type way struct {
	link          *link.Link
	stage, reason string // why segments do not come to the link
	flow          string
	src, dst      string
	owner         string // of dst
	to            *Host
}

// arrive hands a segment to its host. vnet, which translates addresses of
// datagrams alone, has no part in it.
func (w *way) arrive(packet []byte) {
	if st, err := w.to.tcp.start(w.to); err == nil {
		st.Receive(packet)
	}
}

// stream creates a stream socket.
func (h *Host) stream(f socket.Family) (socket.Handle, error) {
	n := h.network
	switch {
	case n.config.Streams == nil:
		return nil, fmt.Errorf("this virtual network has datagram sockets alone, for want of Config.Streams: %w", socket.EPROTONOSUPPORT)
	case n.config.Scheduler.Bubble:
		return nil, fmt.Errorf("TCP runs in real time, not in a synctest bubble: leave out Scheduler.Bubble: %w", socket.EPROTONOSUPPORT)
	case h.router4 != n.root4:
		return nil, fmt.Errorf("%s is behind a NAT, which translates datagrams alone: %w", h.name, socket.EPROTONOSUPPORT)
	}
	h.mu.Lock()
	closed := h.closed
	h.mu.Unlock()
	if closed {
		return nil, net.ErrClosed
	}
	st, err := h.tcp.start(h)
	if err != nil {
		return nil, err
	}
	return st.Socket(f)
}

// start returns the host's TCP, and makes it if there is none.
func (t *tcp) start(h *Host) (StreamStack, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return nil, net.ErrClosed
	}
	if t.stack == nil {
		st, err := h.network.config.Streams(StreamConfig{Addrs: h.Addrs(), Clock: h.network.clock, Send: h.sendSegment})
		if err != nil {
			return nil, fmt.Errorf("virtual network: the TCP of %s: %w", h.name, err)
		}
		t.stack, t.ways = st, make(map[[2]netip.AddrPort]*way)
	}
	return t.stack, nil
}

// Connections returns the ends of TCP connections that the host has, those too
// whose sockets are closed, and its listeners.
func (h *Host) Connections() []socket.Connection {
	h.tcp.mu.Lock()
	st := h.tcp.stack
	h.tcp.mu.Unlock()
	if st == nil {
		return nil
	}
	return st.Connections()
}

func (t *tcp) closeSockets() {
	t.mu.Lock()
	st := t.stack
	t.mu.Unlock()
	if st != nil {
		st.CloseSockets()
	}
}

// end ends what has been started.
func (t *tcp) end() {
	t.mu.Lock()
	st := t.stack
	t.ended = true
	t.mu.Unlock()
	if st != nil {
		st.Close()
	}
}

// sendSegment sends an IP packet of the host's TCP.
func (h *Host) sendSegment(packet []byte, class string, src, dst netip.AddrPort) {
	w := h.way(src, dst)
	p := link.Packet{Flow: w.flow, Class: class, Src: w.src, Dst: w.dst, Data: packet, Tag: w}
	switch {
	case w.link == nil: // its conditions cannot be, which is said to who asks for it
	case w.reason != "":
		w.link.Drop(p, w.stage, w.reason)
	default:
		w.link.Send(p)
	}
}

// way returns the way of segments from an address to another.
func (h *Host) way(src, dst netip.AddrPort) *way {
	t, n := &h.tcp, h.network
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := t.ways[[2]netip.AddrPort{src, dst}]; w != nil {
		return w
	}
	w := &way{src: src.String(), dst: dst.String(), owner: n.owner(dst.Addr()), to: n.byAddr[dst.Addr()]}
	if h.local(dst.Addr()) {
		w.owner, w.to = h.name, h
	}
	w.flow = fmt.Sprintf("%s:%d>%s:%d", h.name, src.Port(), w.owner, dst.Port())
	switch {
	case w.owner == "":
		w.stage, w.reason = "route", noRoute
	case w.to == nil || w.to.router4 != n.root4:
		w.stage, w.reason = "nat", "a NAT translates datagrams alone"
	}
	w.link, _ = n.Link(h.name, w.owner)
	if len(t.ways) >= mostWays {
		clear(t.ways)
	}
	t.ways[[2]netip.AddrPort{src, dst}] = w
	return w
}
