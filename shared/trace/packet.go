package trace

import (
	"fmt"
	"time"
)

// A Packet is what happened to a packet on a link: of a KindPacket event, whose
// Host is the one where it happened, Local and Peer the packet's source and
// destination, and Bytes its payload.
type Packet struct {
	Fate   string        `json:"fate"` // sent, dropped, corrupted, duplicated, queued, delayed, held, delivered
	Link   string        `json:"link"` // "client>server"
	Flow   string        `json:"flow,omitempty"`
	Class  string        `json:"class,omitempty"` // data, ack: what it is to its protocol
	N      int64         `json:"n"`               // its number in its flow, from 1
	Copy   int           `json:"copy,omitempty"`  // 0 is the one that was sent
	Size   int           `json:"size"`            // bytes on the wire
	Stage  string        `json:"stage,omitempty"` // of the link, that decided
	Reason string        `json:"reason,omitempty"`
	Delay  time.Duration `json:"delay,omitempty"` // nanoseconds in JSON

	Segment *Segment `json:"segment,omitempty"` // of TCP

	// Of the packets of reliable data transfer.
	Name  string `json:"name,omitempty"`  // with the number that counts the pieces of its stream: "data 3"
	Nth   int    `json:"nth,omitempty"`   // of its class on the link, from 1: what rules count
	Again bool   `json:"again,omitempty"` // a retransmission

	At time.Time `json:"-"` // when it happened; zero: now
}

// Packet records what happened to a packet at a host, from the address src to dst.
func (r *Recorder) Packet(host, src, dst string, p Packet, data []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.begin(KindPacket, host, "")
	e.Packet, e.Local, e.Peer = &p, src, dst
	if !p.At.IsZero() {
		e.Time = max(0, p.At.Sub(r.origin))
	}
	if len(data) > 0 {
		var s sum
		if len(data) > r.cap {
			s = sumOf(data)
		}
		r.bytes(e, data, s)
	}
	r.emit(e)
}

// packetText is a packet's event as a line of text.
func packetText(p *Packet) string {
	s := fmt.Sprintf("%s %s %s", p.Link, p.Fate, packetName(p))
	if p.Copy > 0 {
		s += fmt.Sprintf(" copy %d", p.Copy)
	}
	if p.Segment == nil {
		s += fmt.Sprintf(", %d bytes", p.Size)
	}
	if p.Delay > 0 {
		s += " by " + seconds(p.Delay)
	}
	if p.Reason != "" {
		s += ": " + p.Reason
	}
	return s
}

// packetName is what a packet is called: "data 3, retransmission (data #4)".
func packetName(p *Packet) string {
	name, again := fmt.Sprintf("#%d", p.N), p.Again
	switch {
	case p.Segment != nil:
		name, again = p.Segment.Text, p.Segment.Again
	case p.Name != "":
		name = p.Name
	case p.Class != "":
		name = p.Class + " " + name
	}
	if again {
		name += ", retransmission"
	}
	if p.Name != "" && p.Name != fmt.Sprintf("%s %d", p.Class, p.Nth) {
		name += fmt.Sprintf(" (%s #%d)", p.Class, p.Nth)
	}
	return name
}
