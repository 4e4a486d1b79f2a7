package timeline

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/trace"
)

// An end is one side of a connection.
type end struct {
	host        string
	local, peer netip.AddrPort
}

// States writes the ends of a host's connections whose state, queues, congestion
// window or retransmissions have changed; one that is gone is CLOSED. They were so at a time
// on the trace's clock; zero is now.
func (t *Timeline) States(host string, at time.Time, all []socket.Connection) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := make(map[end]trace.TCP)
	for _, c := range all {
		now[end{host, c.Local, c.Peer}] = trace.TCP{
			State: c.Info.State, SendQueue: c.SendQueue, RecvQueue: c.RecvQueue, Cwnd: c.Info.SndCwnd,
			RTT: c.Info.RTT, RTO: c.Info.RTO, Retransmits: c.Info.TotalRetran,
		}
	}
	for e := range t.ends {
		if _, still := now[e]; !still && e.host == host {
			now[e] = trace.TCP{State: "CLOSED"}
		}
	}
	for _, e := range slices.SortedFunc(maps.Keys(now), end.compare) {
		next, last := now[e], t.ends[e]
		if next.State != last.State || next.SendQueue != last.SendQueue || next.RecvQueue != last.RecvQueue ||
			next.Cwnd != last.Cwnd || next.Retransmits != last.Retransmits {
			peer := e.peer.String()
			if e.peer.Port() == 0 {
				peer = ""
			}
			shown := next
			shown.At = at
			t.to.TCP(host, e.local.String(), peer, shown)
		}
		t.ends[e] = next
		if next.State == "CLOSED" {
			delete(t.ends, e)
		}
	}
}

func (e end) compare(f end) int {
	return cmp.Or(e.local.Compare(f.local), e.peer.Compare(f.peer))
}
