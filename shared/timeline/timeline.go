// Package timeline writes what happens below socket calls into a trace: what links
// do to packets, the segments of TCP, and the states of its connections.
package timeline

import (
	"strings"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/segment"
	"github.com/socketlab/socketlab/shared/trace"
)

// A Timeline writes into one trace. Its methods may be used by several goroutines
// at once; those of a nil one do nothing.
type Timeline struct {
	to *trace.Recorder

	mu            sync.Mutex
	start         time.Time // time 0 of records; zero: they are written as they come
	conversations segment.Conversations
	transfers     rdt.Conversations
	sent          map[packet]trace.Packet // that are on their way: what their contents say
	copies        map[packet]int          // besides the first, of those
	counts        map[class]int           // of the transfers' packets
	ends          map[end]trace.TCP       // as they were last
}

// New returns a Timeline that writes to r, or nil if r is nil.
func New(r *trace.Recorder) *Timeline {
	if r == nil {
		return nil
	}
	return &Timeline{
		to: r, sent: make(map[packet]trace.Packet), copies: make(map[packet]int),
		counts: make(map[class]int), ends: make(map[end]trace.TCP),
	}
}

// Begin says when time 0 of the records to come is, on the clock of the trace: see
// link.Scheduler.Start. Without it they have the time at which they are written.
func (t *Timeline) Begin(start time.Time) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.start = start
}

// A packet is one of a link.
type packet struct {
	link, flow string
	n          int64
}

// A class is of a link's packets.
type class struct{ link, name string }

// Record writes what a link did, at the host where it happened. Records come in
// the order of their Seq.
func (t *Timeline) Record(r link.Record) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	key := packet{r.Link, r.Flow, r.N}
	s, err := segment.Parse(r.Data)
	if err == nil && r.Size == len(r.Data) && r.Class == s.Class() { // an IP packet, and no bytes that look like one
		r.Data = s.Payload
		if r.Kind == link.Sent {
			t.sent[key] = trace.Packet{Segment: t.follow(s)}
		}
	} else if r.Kind == link.Sent {
		t.follows(key, &r)
	}
	sender, host, _ := strings.Cut(r.Link, ">")
	if r.Kind != link.Delivered {
		host = sender
	}
	var at time.Time
	if !t.start.IsZero() {
		at = t.start.Add(r.Time)
	}
	p := t.sent[key]
	p.At, p.Fate, p.Link, p.Flow, p.Class, p.N, p.Copy, p.Size = at, string(r.Kind), r.Link, r.Flow, r.Class, r.N, r.Copy, r.Size
	p.Stage, p.Reason, p.Delay = r.Stage, r.Reason, r.Delay
	t.to.Packet(host, r.Src, r.Dst, p, r.Data)
	switch r.Kind {
	case link.Duplicated:
		t.copies[key]++
	case link.Delivered, link.Dropped:
		if t.copies[key]--; t.copies[key] < 0 {
			delete(t.copies, key)
			delete(t.sent, key)
		}
	}
}

// follows takes note of a packet of reliable data transfer; others are left out.
func (t *Timeline) follows(key packet, r *link.Record) {
	if rdt.Class(r.Data) != r.Class { // nobody said that it is one
		return
	}
	p, again, err := t.transfers.Follow(r.Src, r.Dst, r.Data)
	if err != nil {
		return
	}
	of := class{r.Link, r.Class}
	t.counts[of]++
	t.sent[key] = trace.Packet{Name: p.String(), Nth: t.counts[of], Again: again}
}

// Captured writes a TCP segment that was seen on its way from one host to another:
// where it was sent, or where it arrived. Other packets are left out.
func (t *Timeline) Captured(from, to string, at time.Time, sent bool, ip []byte) {
	if t == nil {
		return
	}
	s, err := segment.Parse(ip)
	if err != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p := trace.Packet{Fate: string(link.Delivered), Link: from + ">" + to, Class: s.Class(), Size: len(ip), At: at}
	host := to
	if sent {
		host, p.Fate, p.Segment = from, string(link.Sent), t.follow(s)
	} else {
		p.Segment = written(t.conversations.Relative(s), false)
	}
	t.to.Packet(host, s.Src.String(), s.Dst.String(), p, s.Payload)
}

func (t *Timeline) follow(s segment.Segment) *trace.Segment {
	return written(t.conversations.Follow(s))
}

func written(s segment.Segment, again bool) *trace.Segment {
	return &trace.Segment{
		Flags: s.Flags.String(), Seq: s.Seq, Ack: s.Ack, Window: s.Window, Len: len(s.Payload), Again: again, Text: s.String(),
	}
}
