package link

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// decide sends packets "1", "2", … of class data, one a millisecond, and returns
// what arrived, and the reasons of drops.
func decide(t *testing.T, c Conditions, n int) (arrived, reasons []string) {
	t.Helper()
	s := newScheduler(SchedulerConfig{Record: func(r Record) {
		if r.Kind == Dropped {
			reasons = append(reasons, r.Reason)
		}
	}})
	l, err := s.Link(Config{Name: "a>b", Conditions: c,
		Deliver: func(p Packet) { arrived = append(arrived, string(p.Data)) }})
	if err != nil {
		t.Fatal(err)
	}
	s.take()
	for i := range n {
		at := time.Duration(i) * time.Millisecond
		s.entries = append(s.entries, entry{at: at, link: l,
			parcel: &parcel{Packet: Packet{Flow: "f", Class: "data", Data: []byte(fmt.Sprint(i + 1))}}})
		s.work(at)
	}
	for len(s.events) > 0 {
		s.work(s.events[0].at)
	}
	return arrived, reasons
}

func TestRules(t *testing.T) {
	tests := []struct {
		name string
		rule Rule
		want string
	}{
		{"the third", Rule{Action: DropIt, From: 3}, "1 2 4 5 6"},
		{"from 2 to 4", Rule{Action: DropIt, From: 2, To: 4}, "1 5 6"},
		{"up to 4", Rule{Action: DropIt, To: 4}, "5 6"},
		{"every second", Rule{Action: DropIt, Every: 2}, "1 3 5"},
		{"every third from 2", Rule{Action: DropIt, From: 2, Every: 3}, "1 3 4 6"},
		{"all", Rule{Action: DropIt}, ""},
		{"a class", Rule{Action: DropIt, Class: "data", From: 1}, "2 3 4 5 6"},
		{"another class", Rule{Action: DropIt, Class: "ack"}, "1 2 3 4 5 6"},
		{"another flow", Rule{Action: DropIt, Flow: "g"}, "1 2 3 4 5 6"},
		{"by content", Rule{Action: DropIt, Where: func(p Packet) bool { return p.Data[0] > '4' }}, "1 2 3 4"},
		{"delay", Rule{Action: DelayIt, From: 2, By: 2500 * time.Microsecond}, "1 3 4 2 5 6"},
		{"hold", Rule{Action: HoldIt, From: 2, Packets: 2}, "1 3 4 2 5 6"},
		{"hold for ever", Rule{Action: HoldIt, From: 6, Packets: 1}, "1 2 3 4 5"},
		{"duplicate", Rule{Action: DuplicateIt, From: 2}, "1 2 2 3 4 5 6"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			arrived, reasons := decide(t, Conditions{Script: []Rule{test.rule}}, 6)
			if diff := cmp.Diff(test.want, strings.Join(arrived, " ")); diff != "" {
				t.Errorf("arrived (-want +got):\n%s", diff)
			}
			for _, reason := range reasons {
				if reason != test.rule.String() {
					t.Errorf("dropped for %q, want %q", reason, test.rule.String())
				}
			}
		})
	}
}

// Rules go on counting through a change that has the same script, and count from
// 1 again in another one, even of the same rules.
func TestRulesCountThroughChanges(t *testing.T) {
	script := []Rule{{Action: DropIt, From: 3}}
	for _, test := range []struct {
		name   string
		script []Rule
		want   string
	}{
		{"the same", script, "1 2 4 5 6"},
		{"another", []Rule{{Action: DropIt, From: 3}}, "1 2 3 4 6"},
		{"none", nil, "1 2 3 4 5 6"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var arrived []string
			s := newScheduler(SchedulerConfig{})
			l, err := s.Link(Config{Name: "a>b", Conditions: Conditions{Script: script},
				Deliver: func(p Packet) { arrived = append(arrived, string(p.Data)) },
				Changes: []Change{{At: 1500 * time.Microsecond, Conditions: Conditions{MTU: 9, Script: test.script}}}})
			if err != nil {
				t.Fatal(err)
			}
			s.take()
			s.entries[0].at = 0
			for i := range 6 {
				s.entries = append(s.entries, entry{at: time.Duration(i) * time.Millisecond, link: l,
					parcel: &parcel{Packet: Packet{Flow: "f", Data: []byte(fmt.Sprint(i + 1))}}})
			}
			s.work(time.Second)
			if diff := cmp.Diff(test.want, strings.Join(arrived, " ")); diff != "" {
				t.Errorf("arrived (-want +got):\n%s", diff)
			}
			if got := l.Conditions().MTU; got != 9 {
				t.Errorf("the MTU in force is %d, want the change's 9", got)
			}
		})
	}
}

func TestCorruptFlipsBits(t *testing.T) {
	for _, c := range []Conditions{
		{Corrupt: 1},
		{Corrupt: 1, CorruptBy: 5},
		{Corrupt: 1, CorruptBy: 100}, // more than there are
		{Script: []Rule{{Action: CorruptIt}}, CorruptBy: 2},
		{Script: []Rule{{Action: CorruptIt}}, Corrupt: 1, CorruptBy: 2}, // by both, it is not mended
	} {
		arrived, _ := decide(t, c, 9)
		for i, got := range arrived {
			flipped := 0
			for x := got[0] ^ fmt.Sprint(i + 1)[0]; x > 0; x &= x - 1 {
				flipped++
			}
			if want := min(8, max(1, c.CorruptBy)); flipped != want {
				t.Errorf("CorruptBy %d flipped %d bits, want %d", c.CorruptBy, flipped, want)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		c    Conditions
		want string
	}{
		{Conditions{}, ""},
		{Conditions{Loss: 0.001, Bursts: &Bursts{P: 0.1, R: 1}}, ""},
		{Conditions{Loss: 20}, "loss is 20: it can be from 0 to 1"},
		{Conditions{Duplicate: -0.1}, "duplicate is -0.1: it can be from 0 to 1"},
		{Conditions{Bursts: &Bursts{P: 0.1}}, "bursts r is 0: it can be above 0 and up to 1: a channel that is bad must become good again"},
		{Conditions{Rate: &Rate{}}, "rate is 0: it can be bits per second, more than 0"},
		{Conditions{MTU: -1}, "mtu is -1: it can be 0 (no limit) or a number of bytes"},
		{Conditions{Reorder: 0.1}, "reorder by is 0s: it can be a time such as 5ms: how much later packets come"},
		{Conditions{Delay: &Delay{Mean: -1}}, "delay is -1ns: it can be from 0 to a year"},
		{Conditions{Delay: &Delay{Mean: 1e6, Jitter: 1e6}}, "jitter is 1ms: it can be 0, or with a distribution that varies: uniform, normal"},
		{Conditions{Delay: &Delay{Distribution: Uniform, Mean: 1e6, Jitter: 2e6}}, "jitter is 2ms: it can be at most the delay, 1ms"},
		{Conditions{Delay: &Delay{Distribution: "gamma"}}, "distribution is gamma: it can be uniform, normal, pareto or table; or none"},
		{Conditions{Delay: &Delay{Distribution: Table, Table: []time.Duration{2, 1}}}, "table is [2ns 1ns]: it can be delays from 0 to a year, in rising order"},
		{Conditions{Script: []Rule{{Action: "lose"}}}, "rule 1: action is lose: it can be drop, delay, duplicate, corrupt or hold"},
		{Conditions{Script: []Rule{{Action: DropIt, From: 3, To: 2}}}, "rule 1: to is 2: it can be 3 (from) or more"},
		{Conditions{Script: []Rule{{Action: HoldIt}}}, "rule 1: packets is 0: it can be 1 or more: how many go first"},
	}
	for _, test := range tests {
		got := ""
		if err := test.c.Check(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%+v: %q, want %q", test.c, got, test.want)
		}
	}
}

func TestChangesAndPartition(t *testing.T) {
	var lines []string
	s := newScheduler(SchedulerConfig{Record: func(r Record) { lines = append(lines, r.String()) }})
	delay := &Delay{Mean: 10 * time.Millisecond}
	l, err := s.Link(Config{Name: "a>b", Conditions: Conditions{Delay: delay}, Deliver: func(Packet) {}, Changes: []Change{
		{At: 15 * time.Millisecond, Conditions: Conditions{Down: true}},
		{At: 25 * time.Millisecond, Conditions: Conditions{Delay: delay}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.take()
	s.entries[0].at = 0
	for _, at := range []time.Duration{0, 10e6, 20e6, 30e6} {
		s.entries = append(s.entries, entry{at: at, link: l, parcel: &parcel{Packet: Packet{Flow: "f", Data: []byte("x")}}})
	}
	s.work(time.Second)
	want := []string{
		"    0.000000 a>b sent #1 1 bytes",
		"    0.000000 a>b delayed #1 1 bytes",
		"    0.010000 a>b delivered #1 1 bytes",
		"    0.010000 a>b sent #2 1 bytes",
		"    0.010000 a>b delayed #2 1 bytes",
		"    0.020000 a>b dropped #2 1 bytes: the link went down",
		"    0.020000 a>b sent #3 1 bytes",
		"    0.020000 a>b dropped #3 1 bytes: the link is down",
		"    0.030000 a>b sent #4 1 bytes",
		"    0.030000 a>b delayed #4 1 bytes",
		"    0.040000 a>b delivered #4 1 bytes",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

// A rule counts the packets that another drops.
func TestRulesCountByThemselves(t *testing.T) {
	arrived, _ := decide(t, Conditions{Script: []Rule{{Action: DropIt, From: 2}, {Action: DropIt, From: 4}}}, 6)
	if diff := cmp.Diff("1 3 5 6", strings.Join(arrived, " ")); diff != "" {
		t.Errorf("arrived (-want +got):\n%s", diff)
	}
}

// Packets keep their order when a rate is lifted while they wait.
func TestRateIsLifted(t *testing.T) {
	var arrived []string
	s := newScheduler(SchedulerConfig{})
	l, err := s.Link(Config{Name: "a>b", Conditions: Conditions{Rate: &Rate{Bits: 8000}},
		Deliver: func(p Packet) { arrived = append(arrived, string(p.Data)) }, Changes: []Change{{At: 15 * time.Millisecond}}})
	if err != nil {
		t.Fatal(err)
	}
	s.take()
	s.entries[0].at = 0
	for i := range 40 { // a byte takes the wire 1 ms
		s.entries = append(s.entries, entry{at: time.Duration(i) * time.Millisecond / 2, link: l,
			parcel: &parcel{Packet: Packet{Flow: "f", Data: []byte{byte('0' + i)}}}})
	}
	s.work(time.Second)
	if len(arrived) != 40 || !slices.IsSorted(arrived) {
		t.Errorf("arrived: %q", arrived)
	}
}

// A rule that no packet has met is known.
func TestUnused(t *testing.T) {
	s := newScheduler(SchedulerConfig{})
	l, err := s.Link(Config{Name: "a>b", Deliver: func(Packet) {}, Conditions: Conditions{Script: []Rule{
		{Action: DropIt, From: 1}, {Action: DropIt, Class: "data"}, {Action: DropIt, From: 3}}}})
	if err != nil {
		t.Fatal(err)
	}
	l.send(&parcel{Packet: Packet{Flow: "f"}}, nil)
	l.send(&parcel{Packet: Packet{Flow: "f", Class: "ack"}}, nil)
	if diff := cmp.Diff([]Rule{{Action: DropIt, Class: "data"}, {Action: DropIt, From: 3}}, l.Unused()); diff != "" {
		t.Error(diff)
	}
}
