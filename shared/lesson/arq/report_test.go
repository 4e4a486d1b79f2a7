package arq_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/arq"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
)

const rtt = 50 * time.Millisecond

// report returns that of a host with such links, whose packets took rtt.
func report(t *testing.T, knobs map[string]string, links func(from, to string) (link.Conditions, []link.Change), rtt time.Duration) rdt.Report {
	t.Helper()
	l := &lesson.Lesson{Name: "l", Knobs: arq.Knobs(arq.Window(), 20)}
	h, err := l.NewHost(lesson.HostConfig{Knobs: knobs, Links: links})
	if err != nil {
		t.Fatal(err)
	}
	c := arq.Config(h)
	c.Window = h.Int("window")
	return arq.Report(h, c, rdt.Stats{Packets: 21, RTT: rtt})
}

// always returns links that are the same both ways, and do not change.
func always(c link.Conditions) func(string, string) (link.Conditions, []link.Change) {
	return func(string, string) (link.Conditions, []link.Change) { return c, nil }
}

func TestLoss(t *testing.T) {
	halves := func(from, _ string) (link.Conditions, []link.Change) {
		if from == "client" {
			return link.Conditions{Loss: 0.5, Corrupt: 0.5}, nil
		}
		return link.Conditions{Loss: 0.001}, nil
	}
	tests := []struct {
		name      string
		knob      string
		links     func(string, string) (link.Conditions, []link.Change)
		data, ack float64
	}{
		{"nothing is known", "0", nil, 0, 0},
		{"told", "0.5", nil, 0.005, 0.005},
		{"known, each way", "0", halves, 0.75, 0.001},
		{"told otherwise", "10", halves, 0.1, 0.1},
	}
	for _, test := range tests {
		r := report(t, map[string]string{"loss": test.knob}, test.links, rtt)
		near := func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }
		if !near(r.Theory.Loss, test.data) || !near(r.Theory.AckLoss, test.ack) || r.Unfit != "" {
			t.Errorf("%s: %+v", test.name, r)
		}
	}
}

// Where the theory does not hold, the report says why.
func TestUnfit(t *testing.T) {
	changing := func(string, string) (link.Conditions, []link.Change) {
		return link.Conditions{}, []link.Change{{At: time.Second}}
	}
	back := func(from, _ string) (c link.Conditions, _ []link.Change) {
		if from == "server" {
			c.Rate = &link.Rate{Bits: 1e6}
		}
		return c, nil
	}
	tests := []struct {
		name  string
		links func(string, string) (link.Conditions, []link.Change)
		rtt   time.Duration
		want  string
	}{
		{"loss and delay", always(link.Conditions{Loss: 0.2, Corrupt: 0.1, Delay: &link.Delay{Mean: rtt / 2}}), rtt, ""},
		{"an MTU with room", always(link.Conditions{MTU: 1037}), rtt, ""},
		{"an MTU without", always(link.Conditions{MTU: 1036}), rtt, "packets are larger than the MTU"},
		{"no round trip", nil, 0, "no round trip was measured, for every packet was sent again"},
		{"no round trip, but a known delay", always(link.Conditions{Delay: &link.Delay{Mean: rtt / 2}}), 0, ""},
		{"a short timeout", nil, time.Second, "the timeout is not above the round trip, so packets are sent again that were not lost"},
		{"changes", changing, rtt, "the network changes with time"},
		{"down", always(link.Conditions{Down: true}), rtt, "nothing arrives"},
		{"all is lost", always(link.Conditions{Loss: 1}), rtt, "nothing arrives"},
		{"bursts", always(link.Conditions{Bursts: &link.Bursts{P: 0.1, R: 0.5}}), rtt, "losses come in bursts, not each by itself"},
		{"a rate, of acks", back, rtt, "packets take time for their bits, and wait in a queue"},
		{"jitter", always(link.Conditions{Delay: &link.Delay{Distribution: link.Uniform, Mean: rtt, Jitter: rtt}}), rtt,
			"delays vary, so packets overtake each other or come after the timeout"},
		{"reordering", always(link.Conditions{Reorder: 0.1, ReorderBy: rtt}), rtt, "packets overtake each other"},
		{"doubles", always(link.Conditions{Duplicate: 0.1}), rtt, "packets are doubled, and of two acks one is enough"},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, report(t, nil, test.links, test.rtt).Unfit); diff != "" {
			t.Errorf("%s:\n%s", test.name, diff)
		}
	}
	rules := always(link.Conditions{Script: []link.Rule{{Action: link.DropIt, From: 3}}})
	if diff := cmp.Diff("the theory leaves out what rules do to single packets", report(t, nil, rules, rtt).Note); diff != "" {
		t.Error(diff)
	}
}

// With one packet on its way there is no queue, and its round trip counts its bits.
func TestStopAndWaitWithARate(t *testing.T) {
	l := &lesson.Lesson{Name: "l", Knobs: arq.Knobs(arq.Window(), 20)}
	h, err := l.NewHost(lesson.HostConfig{Links: always(link.Conditions{Rate: &link.Rate{Bits: 1e6}})})
	if err != nil {
		t.Fatal(err)
	}
	if r := arq.Report(h, arq.Config(h), rdt.Stats{Packets: 11, RTT: rtt}); r.Unfit != "" {
		t.Errorf("no theory: %s", r.Unfit)
	}
}
