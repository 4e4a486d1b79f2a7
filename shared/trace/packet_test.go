package trace

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// packets records what became of two packets, the second of them with a reason.
func packets(reason string, sinks ...Sink) []Event {
	memory := new(Memory)
	r := New(Config{Sinks: append(sinks, memory), Cap: 4, Virtual: true, Clock: func() time.Duration { return 50 * time.Millisecond }})
	r.Packet("client", "10.0.0.1:49152", "10.0.0.2:8001", Packet{Fate: "sent", Link: "client>server", Class: "data", N: 1, Size: 33}, []byte("hello"))
	r.Packet("client", "10.0.0.1:49152", "10.0.0.2:8001", Packet{Fate: "dropped", Link: "client>server", N: 2, Size: 28, Stage: "loss", Reason: reason}, nil)
	r.Close()
	return memory.Events()
}

func TestPackets(t *testing.T) {
	var text strings.Builder
	var lines bytes.Buffer
	events := packets("loss 20 %", Text(&text, false), JSON(&lines))
	want := "    0.050  client  ≈     client>server sent data #1, 33 bytes\n" +
		"    0.050  client  ≈     client>server dropped #2, 28 bytes: loss 20 %\n"
	if diff := cmp.Diff(want, text.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	read, err := ReadJSON(&lines)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(events, read); diff != "" {
		t.Errorf("JSON and back (-want +got):\n%s", diff)
	}
	if e := events[0]; string(e.Bytes) != "hell" || e.Len != 5 || e.Hash == "" {
		t.Errorf("payload %q of %d bytes, hash %q; want the first 4 of 5 and a hash", e.Bytes, e.Len, e.Hash)
	}
}

func TestDiff(t *testing.T) {
	a, b := packets("loss 20 %"), packets("the link is down")
	if d := Diff(a, packets("loss 20 %")); d != nil {
		t.Errorf("two equal runs differ:\n%v", d)
	}
	tests := []struct {
		name string
		b    []Event
		want string
	}{
		{"another reason", b, "a: 0.050  client  ≈     client>server dropped #2, 28 bytes: loss 20 %\n" +
			"b: 0.050  client  ≈     client>server dropped #2, 28 bytes: the link is down\n"},
		{"a shorter run", b[:1], "a: 0.050  client  ≈     client>server dropped #2, 28 bytes: loss 20 %\nb: the run has ended\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := Diff(a, test.b)
			if d == nil || d.Index != 1 {
				t.Fatalf("difference %v, want one at event 1", d)
			}
			if diff := cmp.Diff(test.want, d.String()); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

// In a time that varies, the order of what is independent says nothing, nor do
// times; what became of each packet does.
func TestDiffOfTimes(t *testing.T) {
	call := func(clock, host string, at time.Duration) Event {
		return Event{Kind: KindEnter, Clock: clock, Host: host, Sock: "s1", Call: "recv", Time: at, Timeout: at}
	}
	sent := func(clock, reason string) Event {
		return Event{Kind: KindPacket, Clock: clock, Host: "client", Packet: &Packet{Fate: "dropped", Link: "client>server", Reason: reason}}
	}
	for clock, want := range map[string]int{"wall": 2, "paced": 2, "virtual": 0} {
		t.Run(clock, func(t *testing.T) {
			a := []Event{call(clock, "client", 1), call(clock, "server", 2), sent(clock, "loss")}
			b := []Event{call(clock, "server", 3), call(clock, "client", 4), sent(clock, "loss")}
			if d := Diff(a, b); (d != nil) != (clock == "virtual") {
				t.Errorf("the difference is %v", d)
			}
			b[2] = sent(clock, "down")
			if d := Diff(a, b); d == nil || d.Index != want {
				t.Errorf("the difference is %v, want it at event %d", d, want)
			}
			if d := Diff(a, a[:2]); d == nil || d.B != nil || d.Index != 2 {
				t.Errorf("the difference is %v, want that the second run has ended", d)
			}
			if d := Diff(a[:2], a); d == nil || d.A != nil || d.Index != 2 {
				t.Errorf("the difference is %v, want that the first run has ended", d)
			}
		})
	}
}
