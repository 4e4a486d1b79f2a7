package recording

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/pcapng"
	"github.com/socketlab/socketlab/shared/trace"
)

// ErrNoPackets is why there is no capture of a run on sockets that nobody watched.
var ErrNoPackets = errors.New("the run has no packets that were seen: run it on a virtual network, or with --tcp")

// Capture writes the packets of a run as a capture file, with start for time 0: those
// that a host sent and received, or with "" those of all hosts (see pcapng.Writer).
// Of a packet it has what the trace has: the bytes that were kept, and no TCP options.
func Capture(w io.Writer, run []trace.Event, start time.Time, host string) error {
	hosts := hostsOf(run)
	switch {
	case len(hosts) == 0:
		return ErrNoPackets
	case host != "" && !slices.Contains(hosts, host):
		return fmt.Errorf("host %q: the run has packets of %s", host, strings.Join(hosts, ", "))
	}
	to := pcapng.NewWriter(w, start)
	to.Host = host
	for i := range run {
		if e := &run[i]; e.Packet != nil {
			if err := to.Packet(record(e)); err != nil {
				return err
			}
		}
	}
	return to.Flush()
}

// hostsOf returns the ends of links that a run's packets took, in order.
func hostsOf(run []trace.Event) []string {
	ends := make(map[string]bool)
	for i := range run {
		if p := run[i].Packet; p != nil {
			from, to, _ := strings.Cut(p.Link, ">")
			ends[from], ends[to] = true, true
		}
	}
	delete(ends, "") // where packets go whose address nobody has
	return slices.Sorted(maps.Keys(ends))
}

// record returns what a link recorded of a packet's event; without data where the
// addresses are none.
func record(e *trace.Event) link.Record {
	p := e.Packet
	r := link.Record{
		Seq: e.Seq, Time: e.Time, Kind: link.Kind(p.Fate), Link: p.Link, Flow: p.Flow, Class: p.Class,
		Src: e.Local, Dst: e.Peer, N: p.N, Copy: p.Copy, Stage: p.Stage, Reason: p.Reason, Delay: p.Delay,
	}
	src, err1 := netip.ParseAddrPort(e.Local)
	dst, err2 := netip.ParseAddrPort(e.Peer)
	if err1 != nil || err2 != nil {
		return r
	}
	length := max(e.Len, len(e.Bytes))
	if s := p.Segment; s != nil {
		length = max(length, s.Len)
		h := pcapng.Header{Seq: s.Seq, Ack: s.Ack, Flags: flags(s.Flags), Window: s.Window}
		r.Data = pcapng.Segment(src, dst, uint16(p.N), h, e.Bytes, length)
	} else {
		r.Data = pcapng.Datagram(src, dst, uint16(p.N), e.Bytes, length)
	}
	r.Size = len(r.Data) - len(e.Bytes) + length
	return r
}

// flags returns the control bits of a segment, of their names.
func flags(names string) (bits byte) {
	for i, name := range []string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"} {
		if slices.Contains(strings.Fields(names), name) {
			bits |= 1 << i
		}
	}
	return bits
}
