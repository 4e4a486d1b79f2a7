package timeline_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/socketlab/socketlab/shared/trace"
)

// syn is SYN with sequence number 1000 from 10.0.0.1:49152 to 10.0.0.2:8080.
var syn = []byte{
	0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
	0xc0, 0, 0x1f, 0x90, 0, 0, 0x03, 0xe8, 0, 0, 0, 0, 0x50, 2, 0xff, 0xff, 0, 0, 0, 0,
}

// text runs f and returns the lines of its trace, without their times.
func text(f func(*timeline.Timeline)) string {
	var b strings.Builder
	r := trace.New(trace.Config{Sinks: []trace.Sink{trace.Text(&b, false)}, Stuck: -1})
	f(timeline.New(r))
	r.Close()
	var lines strings.Builder
	for line := range strings.Lines(b.String()) {
		lines.WriteString(strings.TrimSpace(line[9:]) + "\n")
	}
	return lines.String()
}

func TestRecord(t *testing.T) {
	got := text(func(tl *timeline.Timeline) {
		r := link.Record{Kind: link.Sent, Link: "client>server", Flow: "f", N: 1, Size: len(syn), Data: syn, Class: "SYN"}
		tl.Record(r)
		r.Kind, r.Reason, r.Stage = link.Dropped, "drop SYN:1", "script"
		tl.Record(r)
		tl.Record(link.Record{Kind: link.Sent, Link: "client>server", Flow: "f", N: 2, Size: len(syn), Data: syn, Class: "SYN"})
		tl.Record(link.Record{Kind: link.Duplicated, Link: "client>server", Flow: "f", N: 2, Copy: 1, Size: len(syn), Data: syn})
		tl.Record(link.Record{Kind: link.Queued, Link: "client>server", Flow: "f", N: 2, Size: len(syn), Reason: "behind 9 bytes"})
		tl.Record(link.Record{Kind: link.Delivered, Link: "client>server", Flow: "f", N: 2, Size: len(syn), Data: syn})
		tl.Record(link.Record{Kind: link.Delivered, Link: "client>server", Flow: "f", N: 2, Copy: 1, Size: len(syn), Data: syn})
		tl.Record(link.Record{Kind: link.Sent, Link: "client>server", Flow: "h", N: 1, Size: len(syn), Data: syn}) // of a stream
		tl.Record(link.Record{Kind: link.Sent, Link: "server>client", Flow: "g", N: 1, Size: 30, Class: "ack", Data: []byte("ok")})
	})
	want := `client  ≈     client>server sent SYN seq 0 window 65535
client  ≈     client>server dropped SYN seq 0 window 65535: drop SYN:1
client  ≈     client>server sent SYN seq 0 window 65535, retransmission
client  ≈     client>server duplicated SYN seq 0 window 65535, retransmission copy 1
client  ≈     client>server queued SYN seq 0 window 65535, retransmission: behind 9 bytes
server  ≈     client>server delivered SYN seq 0 window 65535, retransmission
server  ≈     client>server delivered SYN seq 0 window 65535, retransmission copy 1
client  ≈     client>server sent #1, 40 bytes
server  ≈     server>client sent ack #1, 30 bytes
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Packets of reliable data transfer have their own numbers, however few there are, and
// those by which rules count them.
func TestTransfer(t *testing.T) {
	packets := map[string][]byte{ // with one bit for a number
		"data 1": rdt.Packet{Kind: rdt.Data, Seq: 1, Payload: []byte("a")}.Encode(),
		"data 2": rdt.Packet{Kind: rdt.Data, Payload: []byte("b")}.Encode(),
		"ack 2":  rdt.Packet{Kind: rdt.Ack}.Encode(),
		"fin 3":  rdt.Packet{Kind: rdt.Fin, Seq: 1}.Encode(),
		"other":  rdt.Packet{Kind: rdt.Data, Payload: []byte("b")}.Encode(), // of a network that calls it so
	}
	got := text(func(tl *timeline.Timeline) {
		var n int64
		record := func(way, name string, kind link.Kind) {
			src, dst, _ := strings.Cut(way, ">")
			if kind == link.Sent {
				n++
			}
			r := link.Record{Kind: kind, Link: way, Flow: way, Src: src, Dst: dst, N: n, Data: packets[name], Size: len(packets[name])}
			if r.Class, _, _ = strings.Cut(name, " "); kind == link.Corrupted {
				r.Data = []byte("other bytes")
			}
			tl.Record(r)
		}
		record("a>b", "data 1", link.Sent)
		record("a>b", "other", link.Sent)
		record("a>b", "data 2", link.Sent)
		record("a>b", "data 2", link.Dropped)
		record("a>b", "data 2", link.Sent)
		record("a>b", "data 2", link.Corrupted)
		record("a>b", "data 2", link.Delivered)
		record("b>a", "ack 2", link.Sent)
		record("b>a", "ack 2", link.Delivered)
		record("a>b", "fin 3", link.Sent)
	})
	want := `a       ≈     a>b sent data 1, 10 bytes
a       ≈     a>b sent other #2, 10 bytes
a       ≈     a>b sent data 2, 10 bytes
a       ≈     a>b dropped data 2, 10 bytes
a       ≈     a>b sent data 2, retransmission (data #3), 10 bytes
a       ≈     a>b corrupted data 2, retransmission (data #3), 10 bytes
b       ≈     a>b delivered data 2, retransmission (data #3), 10 bytes
b       ≈     b>a sent ack 2 (ack #1), 9 bytes
a       ≈     b>a delivered ack 2 (ack #1), 9 bytes
a       ≈     a>b sent fin 3 (fin #1), 9 bytes
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCaptured(t *testing.T) {
	got := text(func(tl *timeline.Timeline) {
		tl.Captured("client", "server", time.Now(), true, syn)
		tl.Captured("client", "server", time.Now(), false, syn)
		tl.Captured("client", "server", time.Now(), false, syn[:30])
	})
	want := "client  ≈     client>server sent SYN seq 0 window 65535\nserver  ≈     client>server delivered SYN seq 0 window 65535\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestStates(t *testing.T) {
	c := socket.Connection{Local: netip.MustParseAddrPort("10.0.0.1:49152"), Peer: netip.MustParseAddrPort("10.0.0.2:8080")}
	with := func(state string, send int) []socket.Connection {
		c.Info.State, c.SendQueue = state, send
		return []socket.Connection{c}
	}
	got := text(func(tl *timeline.Timeline) {
		tl.States("client", time.Time{}, with("SYN-SENT", 0))
		tl.States("client", time.Time{}, with("ESTABLISHED", 0))
		tl.States("client", time.Time{}, with("ESTABLISHED", 0)) // nothing new
		tl.States("server", time.Time{}, nil)
		tl.States("client", time.Time{}, with("ESTABLISHED", 5))
		c.Info.SndCwnd = 11
		tl.States("client", time.Time{}, with("ESTABLISHED", 5))
		tl.States("client", time.Time{}, nil)
		tl.States("client", time.Time{}, nil)
	})
	want := `client  ·     10.0.0.1:49152 ⇄ 10.0.0.2:8080 SYN-SENT
client  ·     10.0.0.1:49152 ⇄ 10.0.0.2:8080 ESTABLISHED
client  ·     10.0.0.1:49152 ⇄ 10.0.0.2:8080 ESTABLISHED, send queue 5
client  ·     10.0.0.1:49152 ⇄ 10.0.0.2:8080 ESTABLISHED, send queue 5, cwnd 11
client  ·     10.0.0.1:49152 ⇄ 10.0.0.2:8080 CLOSED
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A nil Timeline does nothing.
func TestNone(t *testing.T) {
	tl := timeline.New(nil)
	tl.Record(link.Record{})
	tl.Captured("a", "b", time.Now(), true, syn)
	tl.States("a", time.Time{}, nil)
}

// A record has the time of the network, whenever it is written.
func TestBegin(t *testing.T) {
	var memory trace.Memory
	start := time.Now()
	r := trace.New(trace.Config{Sinks: []trace.Sink{&memory}, Stuck: -1, Start: start, Paced: true, Clock: func() time.Duration { return time.Hour }})
	tl := timeline.New(r)
	tl.Begin(start.Add(time.Second))
	tl.Record(link.Record{Kind: link.Sent, Link: "client>server", Time: 50 * time.Millisecond})
	r.Close()
	if got := memory.Events()[0].Time; got != 1050*time.Millisecond {
		t.Errorf("the packet was sent at %v, want 1.05s", got)
	}
}
