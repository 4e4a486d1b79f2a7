package netstack_test

import (
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/segment"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// A tcpRecord is what became of a TCP segment.
type tcpRecord struct {
	link.Record
	segment.Segment
}

// segments returns what a link did of a kind to segments of a class.
func (n *net) segments(kind link.Kind, name, class string) (all []tcpRecord) {
	n.t.Helper()
	for _, r := range n.all() {
		if r.Kind == kind && r.Link == name && r.Class == class {
			s, err := segment.Parse(r.Data)
			must(n.t, err)
			all = append(all, tcpRecord{r, s})
		}
	}
	return all
}

// drop returns a network that loses a packet of a class, by its number, with
// a delay each way.
func drop(t *testing.T, class string, number int, delay time.Duration) *net {
	c := link.Conditions{Delay: &link.Delay{Mean: delay}}
	c.Script = []link.Rule{{Action: link.DropIt, Class: class, From: number}}
	return start(t, virtual.Config{}, c)
}

// again checks that the first of some segments was sent once more, by a timer of
// at least so long.
func again(t *testing.T, all []tcpRecord, least time.Duration) {
	t.Helper()
	if len(all) < 2 {
		t.Fatalf("it was sent %d times, want twice", len(all))
	}
	first, second := all[0], all[1]
	if first.Segment.Seq != second.Segment.Seq || first.Ack != second.Ack {
		t.Errorf("numbers %d and %d, then %d and %d", first.Segment.Seq, first.Ack, second.Segment.Seq, second.Ack)
	}
	if waited := second.Time - first.Time; waited < least*9/10 { // the timer is set before the segment is sent
		t.Errorf("it was sent again after %v, want %v at least", waited, least)
	}
}

// The timeouts before anything was measured (RFC 6298, section 2.1), and the
// shortest: RFC 6298 has 1 s, Linux and gVisor 200 ms.
const initialRTO, leastRTO = time.Second, 200 * time.Millisecond

// A SYN that is lost is sent again after the initial timeout, with the same
// number (RFC 9293, section 3.8.1), and no SYN-ACK was due before.
func TestLostSYN(t *testing.T) {
	t.Parallel()
	n := drop(t, "SYN", 1, 10*time.Millisecond)
	transfer(t, n, 10)
	again(t, n.segments(link.Sent, "client>server", "SYN"), initialRTO)
	if got := len(n.segments(link.Sent, "server>client", "SYN-ACK")); got != 1 {
		t.Errorf("%d SYN-ACKs, want 1", got)
	}
}

// If the SYN-ACK is lost, either side's timer mends that: the server sends it
// again, or answers the client's second SYN.
func TestLostSYNACK(t *testing.T) {
	t.Parallel()
	n := drop(t, "SYN-ACK", 1, 10*time.Millisecond)
	transfer(t, n, 10)
	again(t, n.segments(link.Sent, "server>client", "SYN-ACK"), leastRTO)
}

// A FIN that is lost is sent again after a timeout: nothing behind it would make
// the peer tell that it is missing.
func TestLostFIN(t *testing.T) {
	t.Parallel()
	n := drop(t, "FIN", 1, 10*time.Millisecond)
	transfer(t, n, 10)
	again(t, n.segments(link.Sent, "client>server", "FIN"), leastRTO)
}

// The third of ten data segments is lost: three more acks of the second tell the
// sender, which sends it again (RFC 5681, section 3.2), it alone, and once.
func TestFastRetransmit(t *testing.T) {
	t.Parallel()
	n := drop(t, "data", 3, 100*time.Millisecond) // so that the timeout is far, some 600 ms
	client, server := n.pair()
	must(t, client.SetSockOpt(socket.SOL_TCP, socket.TCP_NODELAY, 1))
	const size = 1000
	for range 10 {
		_, err := client.Send(make([]byte, size))
		must(t, err)
	}
	_, err := server.Recv(10*size, socket.MSG_WAITALL)
	must(t, err)

	lost := n.segments(link.Dropped, "client>server", "data")
	if len(lost) != 1 {
		t.Fatalf("%d data segments were lost, want 1", len(lost))
	}
	var copies []tcpRecord
	repeated := 0
	seen := make(map[uint32]int)
	for _, s := range n.segments(link.Sent, "client>server", "data") {
		if seen[s.Segment.Seq]++; seen[s.Segment.Seq] == 2 {
			repeated++
		}
		if s.Segment.Seq == lost[0].Segment.Seq {
			copies = append(copies, s)
		}
	}
	if len(copies) != 2 || repeated != 1 {
		t.Fatalf("the segment was sent %d times, and %d were sent more than once; want 2 and 1", len(copies), repeated)
	}
	acks := 0
	for _, s := range n.segments(link.Delivered, "server>client", "ack") {
		if s.Ack == lost[0].Segment.Seq && s.Record.Seq < copies[1].Record.Seq {
			acks++
		}
	}
	if acks < 4 { // one for the segment before it, and three more
		t.Errorf("%d acks asked for the segment before it was sent again, want 4", acks)
	}
}

// Whatever is lost at the end of a stream, in recovery from another loss too, a
// timer runs until the last FIN is acknowledged (RFC 6298, section 5).
func TestLostTail(t *testing.T) {
	t.Parallel()
	for _, rules := range [][]link.Rule{
		{{Class: "FIN", From: 1, To: 3}},
		{{Class: "data", From: 5}, {Class: "FIN", From: 1, To: 2}},
		{{Class: "data", From: 17}, {Class: "FIN", From: 2, To: 3}},
		{{Class: "data", From: 18, To: 19}, {Class: "FIN", From: 2, To: 3}},
	} {
		c := link.Conditions{Delay: &link.Delay{Mean: 10 * time.Millisecond}}
		for _, rule := range rules {
			rule.Action = link.DropIt
			c.Script = append(c.Script, rule)
		}
		n := start(t, virtual.Config{}, c)
		transfer(t, n, 30_000)
	}
}
