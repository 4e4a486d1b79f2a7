package trace

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What happens below the calls, in the order of time.
func TestTCP(t *testing.T) { synctest.Test(t, testTCP) }

func testTCP(t *testing.T) {
	memory := new(Memory)
	var text strings.Builder
	var lines bytes.Buffer
	r := New(Config{Sinks: []Sink{memory, InOrder(Text(&text, false), time.Hour), JSON(&lines)}, Stuck: -1})
	begin := r.start
	segment := func(at time.Duration, host, fate, text string, again bool) {
		r.Packet(host, "127.0.0.1:5", "127.0.0.1:6", Packet{Fate: fate, Link: "client>server", At: begin.Add(at),
			Segment: &Segment{Flags: "SYN", Text: text, Again: again}}, nil)
	}
	segment(2*time.Second, "server", "delivered", "SYN seq 0", false)
	segment(time.Second, "client", "sent", "SYN seq 0", false)
	segment(time.Second, "client", "sent", "SYN seq 0", true)
	r.TCP("client", "127.0.0.1:5", "127.0.0.1:6", TCP{State: "ESTABLISHED", SendQueue: 3, Cwnd: 10, RTT: 25 * time.Microsecond})
	r.TCP("server", "127.0.0.1:6", "", TCP{State: "LISTEN", SendQueue: 128, RecvQueue: 1})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	want := "    0.000  client  ·     127.0.0.1:5 ⇄ 127.0.0.1:6 ESTABLISHED, send queue 3, cwnd 10, rtt 25µs\n" +
		"    0.000  server  ·     127.0.0.1:6 LISTEN, 1 of 128 wait for accept\n" +
		"    1.000  client  ≈     client>server sent SYN seq 0\n" +
		"    1.000  client  ≈     client>server sent SYN seq 0, retransmission\n" +
		"    2.000  server  ≈     client>server delivered SYN seq 0\n"
	if diff := cmp.Diff(want, text.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	read, err := ReadJSON(&lines)
	if err != nil {
		t.Fatal(err)
	}
	var recorded []Event
	for _, e := range memory.Events() {
		if e.Packet != nil {
			e.Packet.At = time.Time{} // which JSON leaves out: Time says it
		}
		recorded = append(recorded, e)
	}
	if diff := cmp.Diff(recorded, read); diff != "" {
		t.Errorf("JSON and back (-want +got):\n%s", diff)
	}
}

// A sink in order hands events on while the run goes on.
func TestInOrderGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var came []int64
		o := InOrder(sinkFunc(func(e *Event) { came = append(came, e.Seq) }), time.Second)
		o.Event(&Event{Seq: 1, Time: 2})
		o.Event(&Event{Seq: 2, Time: 1})
		time.Sleep(time.Second + 1)
		o.Event(&Event{Seq: 3, Time: 0})
		time.Sleep(time.Second + 1)
		synctest.Wait()
		if diff := cmp.Diff([]int64{2, 1, 3}, came); diff != "" {
			t.Error(diff)
		}
	})
}

type sinkFunc func(*Event)

func (f sinkFunc) Event(e *Event) { f(e) }
