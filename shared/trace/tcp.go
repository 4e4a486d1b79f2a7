package trace

import (
	"fmt"
	"time"
)

// A Segment is what a packet's event has of a TCP segment (RFC 9293). Numbers
// count from the connection's beginning: 0 is SYN's.
type Segment struct {
	Flags  string `json:"flags"` // "SYN ACK"
	Seq    uint32 `json:"seq"`
	Ack    uint32 `json:"ack,omitempty"`
	Window int    `json:"window"` // bytes
	Len    int    `json:"len,omitempty"`
	Again  bool   `json:"again,omitempty"` // a retransmission
	Text   string `json:"text"`            // all of it, with its options, for people
}

// TCP is what a system tells of one end of a TCP connection: of a KindTCP event,
// whose Local and Peer are that end's. A listener has no Peer.
type TCP struct {
	State       string        `json:"state"`         // by its RFC 9293 name: FIN-WAIT-1
	SendQueue   int           `json:"sendQueue"`     // bytes not acknowledged, or not sent; of LISTEN the backlog
	RecvQueue   int           `json:"recvQueue"`     // bytes that wait for recv; of LISTEN the connections for accept
	Cwnd        int           `json:"cwnd"`          // congestion window, segments
	RTT         time.Duration `json:"rtt,omitempty"` // smoothed; nanoseconds in JSON
	RTO         time.Duration `json:"rto,omitempty"` // retransmission timeout
	Retransmits int           `json:"retransmits"`   // segments sent again so far

	At time.Time `json:"-"` // when it was so, on the clock of Config.Start; zero: now
}

// TCP records what a system tells of one end of a connection.
func (r *Recorder) TCP(host, local, peer string, t TCP) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.begin(KindTCP, host, "")
	e.TCP, e.Local, e.Peer = &t, local, peer
	if !t.At.IsZero() {
		e.Time = max(0, t.At.Sub(r.origin))
	}
	r.emit(e)
}

// tcpText is a TCP event as a line of text.
func tcpText(e *Event) string {
	t := e.TCP
	s := e.Local
	if e.Peer != "" {
		s += " ⇄ " + e.Peer
	}
	s += " " + t.State
	if t.State == "LISTEN" && t.SendQueue+t.RecvQueue > 0 {
		return s + fmt.Sprintf(", %d of %d wait for accept", t.RecvQueue, t.SendQueue)
	}
	for _, more := range []struct {
		n    int
		text string
	}{{t.SendQueue, "send queue %d"}, {t.RecvQueue, "receive queue %d"}, {t.Cwnd, "cwnd %d"}, {t.Retransmits, "%d sent again"}} {
		if more.n > 0 {
			s += ", " + fmt.Sprintf(more.text, more.n)
		}
	}
	if t.RTT > 0 {
		s += fmt.Sprintf(", rtt %v", t.RTT.Round(time.Microsecond))
	}
	return s
}
