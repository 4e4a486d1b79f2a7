package link

import (
	"fmt"
	"time"
)

// A Packet is what a link carries.
type Packet struct {
	Flow  string // whose packets are numbered together: "client:49152>server:8001"
	Class string // what it is to its protocol, for rules: "data", "ack"; or ""
	Src   string // the sender's address and port, for records: "10.0.0.1:49152"; or ""
	Dst   string // the receiver's
	Data  []byte // what the receiver gets. Nobody may change it.
	Size  int    // bytes on the wire, with headers; 0: len(Data)
	Tag   any    // the owner's, carried along
}

func (p *Packet) size() int {
	if p.Size == 0 {
		return len(p.Data)
	}
	return p.Size
}

// A Kind says what a Record is about.
type Kind string

// The kinds of records. Each packet has Sent first, and each of its copies ends
// with Delivered or Dropped, or stays on its way.
const (
	Sent       Kind = "sent"
	Dropped    Kind = "dropped"
	Corrupted  Kind = "corrupted"
	Duplicated Kind = "duplicated" // Copy is the new one
	Queued     Kind = "queued"     // behind others, for a wire of limited rate
	Delayed    Kind = "delayed"    // by Delay
	Held       Kind = "held"       // until so many others have been sent
	Delivered  Kind = "delivered"
)

// A Record is one decision about a packet.
type Record struct {
	Seq    int64         `json:"seq"`  // 1 is the first of a Scheduler
	Time   time.Duration `json:"time"` // since the Scheduler's start; nanoseconds in JSON
	Kind   Kind          `json:"kind"`
	Link   string        `json:"link"`
	Flow   string        `json:"flow,omitempty"`
	Class  string        `json:"class,omitempty"`
	Src    string        `json:"src,omitempty"`
	Dst    string        `json:"dst,omitempty"`
	N      int64         `json:"n"`              // the packet's number in its flow, from 1
	Copy   int           `json:"copy,omitempty"` // 0 is what was sent, 1 its first duplicate
	Size   int           `json:"size"`           // bytes on the wire
	Stage  string        `json:"stage,omitempty"`
	Reason string        `json:"reason,omitempty"`
	Delay  time.Duration `json:"delay,omitempty"` // of delayed
	Late   time.Duration `json:"late,omitempty"`  // the part of Delay that is reorder's
	Data   []byte        `json:"data,omitempty"`  // but of queued, delayed and held; not to be changed
}

// String returns the record as a line of text, without its data.
func (r Record) String() string {
	s := fmt.Sprintf("%12.6f %s %s #%d", r.Time.Seconds(), r.Link, r.Kind, r.N)
	if r.Copy > 0 {
		s += fmt.Sprintf(" copy %d", r.Copy)
	}
	if r.Class != "" {
		s += " " + r.Class
	}
	s += fmt.Sprintf(" %d bytes", r.Size)
	if r.Reason != "" {
		s += ": " + r.Reason
	}
	return s
}

// A parcel is a packet, or a copy of one, on its way.
type parcel struct {
	Packet
	flow  *flow
	n     int64
	copy  int
	extra time.Duration // by rules
	held  int           // as many packets go first
	bad   bool          // of Bursts: the channel is
	z     float64       // of Delay.Correlation
	at    time.Duration // when it came to the queue, later when it is due
}
