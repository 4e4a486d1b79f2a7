package main

import (
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/segment"
	"github.com/socketlab/socketlab/shared/trace"
)

// segmentTrace records what links did to the TCP segments of a virtual network,
// and to its datagrams. It is for one goroutine.
type segmentTrace struct {
	conversations segment.Conversations
	sent          map[packetKey]*trace.Segment // that are on their way
}

// A packetKey is a packet of a link.
type packetKey struct {
	link, flow string
	n          int64
}

func (t *segmentTrace) record(to *trace.Recorder, r link.Record) {
	if to == nil {
		return
	}
	key := packetKey{r.Link, r.Flow, r.N}
	if s, err := segment.Parse(r.Data); err == nil && r.Size == len(r.Data) { // a whole IP packet
		r.Data = s.Payload
		if r.Kind == link.Sent {
			t.follow(key, s)
		}
	}
	tracePacketOf(to, r, t.sent[key])
	if r.Copy == 0 && (r.Kind == link.Delivered || r.Kind == link.Dropped) {
		delete(t.sent, key)
	}
}

// follow keeps a segment that was sent.
func (t *segmentTrace) follow(key packetKey, s segment.Segment) {
	s, again := t.conversations.Follow(s)
	if t.sent == nil {
		t.sent = make(map[packetKey]*trace.Segment)
	}
	t.sent[key] = &trace.Segment{
		Flags: s.Flags.String(), Seq: s.Seq, Ack: s.Ack, Window: s.Window, Len: len(s.Payload), Again: again, Text: s.String(),
	}
}
