package virtual

import (
	"fmt"
	"net/netip"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
)

// unreachableSize is the size of "destination unreachable, port unreachable" (RFC
// 792, RFC 4443) with the headers of what it is about, in bytes.
const unreachableSize = 56

// A refusal is an ICMP packet "port unreachable" on its way to who sent to the port.
type refusal struct {
	host     *Host
	src, dst netip.AddrPort // of the datagram
}

// arrive tells the sender's socket, if it is connected to the port.
func (r refusal) arrive([]byte) {
	h := r.host
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.find(r.dst, r.src); s != nil && s.peer == r.dst {
		s.pending = socket.ECONNREFUSED
		s.wakeFirst()
	}
}

// refuse answers a datagram to a port that no socket has.
func (h *Host) refuse(src, dst netip.AddrPort, data []byte) {
	n := h.network
	n.lose(src, dst, data, "port", "no socket has that port")
	sender := n.byAddr[src.Addr()]
	if h.local(src.Addr()) {
		sender = h
	}
	if sender == nil {
		return // behind a NAT, which translates no ICMP
	}
	if l, err := n.Link(h.name, sender.name); err == nil {
		flow := fmt.Sprintf("icmp %s:%d>%s:%d", h.name, dst.Port(), sender.name, src.Port())
		l.Send(link.Packet{Flow: flow, Class: "icmp", Size: unreachableSize, Tag: refusal{sender, src, dst}})
	}
}

// lose records that a datagram was dropped outside of a link.
func (n *Network) lose(src, dst netip.AddrPort, data []byte, stage, reason string) {
	if n.config.Scheduler.Record == nil {
		return
	}
	from, to := n.owner(src.Addr()), n.owner(dst.Addr())
	n.note(link.Record{
		Time: n.scheduler.Now(), Kind: link.Dropped, Stage: stage, Reason: reason, Link: from + ">" + to,
		Flow: fmt.Sprintf("%s:%d>%s:%d", from, src.Port(), to, dst.Port()),
		Src:  src.String(), Dst: dst.String(), Size: len(data) + headers(dst.Addr()), Data: data,
	})
}
