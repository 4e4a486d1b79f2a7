// Package timeline writes what happens below socket calls into a trace: what links
// do to packets, the segments of TCP, and the states of its connections.
package timeline

import (
	"strings"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/link"
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
	sent          map[packet]*trace.Segment // that are on their way
	copies        map[packet]int            // besides the first, of those
	ends          map[end]trace.TCP         // as they were last
}

// New returns a Timeline that writes to r, or nil if r is nil.
func New(r *trace.Recorder) *Timeline {
	if r == nil {
		return nil
	}
	return &Timeline{to: r, sent: make(map[packet]*trace.Segment), copies: make(map[packet]int), ends: make(map[end]trace.TCP)}
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
			t.sent[key] = t.follow(s)
		}
	}
	sender, host, _ := strings.Cut(r.Link, ">")
	if r.Kind != link.Delivered {
		host = sender
	}
	var at time.Time
	if !t.start.IsZero() {
		at = t.start.Add(r.Time)
	}
	t.to.Packet(host, r.Src, r.Dst, trace.Packet{
		At: at, Fate: string(r.Kind), Link: r.Link, Flow: r.Flow, Class: r.Class, N: r.N, Copy: r.Copy, Size: r.Size,
		Stage: r.Stage, Reason: r.Reason, Delay: r.Delay, Segment: t.sent[key],
	}, r.Data)
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
