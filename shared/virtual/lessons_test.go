package virtual_test

import (
	"context"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// A played lesson is what a run in virtual time has left.
type played struct {
	lessontest.Output
	Records []string // of the network
	took    time.Duration
}

// lessonOver plays a lesson between two hosts, at most an hour of virtual time.
func lessonOver(t *testing.T, name string, seed uint64, on func(from string) link.Conditions, knobs map[string]string) (p played) {
	t.Helper()
	l, err := course.Find(name)
	must(t, err)
	synctest.Test(t, func(t *testing.T) {
		c := virtual.Config{Seed: seed, Classify: rdt.Class, Links: func(from, _ string) (link.Conditions, []link.Change) {
			return on(from), nil
		}}
		c.Scheduler.Bubble = true
		c.Scheduler.Record = func(r link.Record) { p.Records = append(p.Records, r.String()) }
		n, err := virtual.New(c)
		must(t, err)
		defer n.Close()
		hosts := lessontest.Net{Name: "virtual", Stack: func(_ testing.TB, role string) socket.Stack { return n.Host(role) }}
		cfg, out := lessontest.Configure(t, hosts, lesson.RunConfig{Addr: socket.Inet("server", l.Addr.Port), Knobs: knobs, Links: c.Links})
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		must(t, lesson.Run(ctx, l, cfg))
		p.took, p.Output = time.Since(start), out()
	})
	return p
}

// both returns the conditions of a network that is the same both ways.
func both(c link.Conditions) func(string) link.Conditions {
	return func(string) link.Conditions { return c }
}

// number returns the number that a pattern finds in what a role printed.
func (p played) number(t *testing.T, role, pattern string) float64 {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(p.Output[role])
	if found == nil {
		t.Fatalf("the %s did not print %s, but:\n%s", role, pattern, p.Output[role])
	}
	f, err := strconv.ParseFloat(found[1], 64)
	must(t, err)
	return f
}

// sum returns the CRC-32 that a role printed.
func (p played) sum(role string) string {
	return regexp.MustCompile(`CRC-32 \w+`).FindString(p.Output[role])
}

// 1 MB arrives whole over a network that loses 10 % each way, in the time of
// the theory, and a seed always gives the same run.
func TestTransferLessons(t *testing.T) {
	on := both(link.Conditions{Loss: 0.1, Delay: &link.Delay{Mean: 25 * time.Millisecond}})
	knobs := map[string]string{"count": "1000", "timeout": "60"} // the loss is known
	tests := []struct {
		name        string
		knobs       map[string]string
		least, most float64 // of the time seen, by the first that theory says
	}{
		{"stopandwait", nil, 0.95, 1.05},
		{"gobackn", map[string]string{"window": "32"}, 0.85, 1.15},
		{"selectiverepeat", map[string]string{"window": "32"}, 1, 2.7},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			all := maps.Clone(knobs)
			maps.Copy(all, test.knobs)
			const seed = 7
			first := lessonOver(t, test.name, seed, on, all)
			if again := lessonOver(t, test.name, seed, on, all); !cmp.Equal(first.Records, again.Records) || !cmp.Equal(first.Output, again.Output) {
				t.Error("a second run of the same seed differs")
			}
			if client, server := first.sum("client"), first.sum("server"); client != server || client == "" {
				t.Errorf("sent %s, received %s", client, server)
			}
			seen, theory := first.number(t, "client", `seen (\S+) s`), first.number(t, "client", `theory (\S+) s`)
			if ratio := seen / theory; ratio < test.least || ratio > test.most {
				t.Errorf("seen %.3f s, theory %.3f s", seen, theory)
			}
			t.Logf("seen %.3f s, theory %.3f s", seen, theory)
		})
	}
}

// Whatever the network does to packets, all that is sent arrives.
func TestTransferLessonsOnABadNetwork(t *testing.T) {
	on := both(link.Conditions{
		Loss: 0.1, Duplicate: 0.1, Corrupt: 0.1, Reorder: 0.1, ReorderBy: 70 * time.Millisecond,
		Delay: &link.Delay{Distribution: link.Uniform, Mean: 25 * time.Millisecond, Jitter: 20 * time.Millisecond},
	})
	for _, name := range []string{"stopandwait", "gobackn", "selectiverepeat"} {
		knobs := map[string]string{"count": "200", "size": "100", "timeout": "60", "tries": "50"}
		if name == "stopandwait" {
			knobs["sequence"] = "full" // a bit is not enough where packets overtake each other
		}
		for seed := range uint64(5) {
			p := lessonOver(t, name, seed, on, knobs)
			if client, server := p.sum("client"), p.sum("server"); client != server || client == "" {
				t.Errorf("%s, seed %d: sent %s, received %s", name, seed, client, server)
			}
		}
	}
}

// The experiments of stopandwait: a lost ack without a sequence bit, a timeout
// below the round trip, and twice the round trip.
func TestStopAndWaitExperiments(t *testing.T) {
	delay := &link.Delay{Mean: 25 * time.Millisecond}
	lost := both(link.Conditions{Delay: delay, Script: []link.Rule{{Action: link.DropIt, Class: "ack", From: 2}}})
	for sequence, want := range map[string]int{"bit": 1, "none": 2, "full": 1} {
		p := lessonOver(t, "stopandwait", 0, lost, map[string]string{"count": "3", "sequence": sequence})
		if got := strings.Count(p.Output["server"], ") 2 "); got != want {
			t.Errorf("sequence %s: packet 2 is delivered %d times, want %d:\n%s", sequence, got, want, p.Output["server"])
		}
		if got := p.number(t, "client", `(\d+) retransmissions`); got != 1 {
			t.Errorf("sequence %s: %v retransmissions, want 1", sequence, got)
		}
	}
	perfect := both(link.Conditions{Delay: delay})
	early := lessonOver(t, "stopandwait", 0, perfect, map[string]string{"timeout": "40"})
	if got := early.number(t, "client", `(\d+) retransmissions`); got != 11 || early.sum("client") != early.sum("server") {
		t.Errorf("a timeout below the round trip: %v retransmissions, want each packet's", got)
	}
	near := lessonOver(t, "stopandwait", 0, perfect, nil).number(t, "client", `(\S+) kB/s`)
	far := lessonOver(t, "stopandwait", 0, both(link.Conditions{Delay: &link.Delay{Mean: 50 * time.Millisecond}}), nil)
	if got := near / far.number(t, "client", `(\S+) kB/s`); got < 1.99 || got > 2.01 {
		t.Errorf("with twice the round trip the goodput is a %.3fth, want half", got)
	}
}

// The experiments of lossy: what is lost, overtaken, doubled and corrupted, and
// a client that waits for ever.
func TestLossyExperiments(t *testing.T) {
	delay := &link.Delay{Distribution: link.Uniform, Mean: 50 * time.Millisecond, Jitter: 40 * time.Millisecond}
	tests := []struct {
		name    string
		on      link.Conditions
		knobs   map[string]string
		pattern string
		least   float64
		most    float64
	}{
		{"loss", link.Conditions{Loss: 0.2}, nil, `(\d+) of 20,`, 6, 19},
		{"jitter above the gap", link.Conditions{Delay: delay}, map[string]string{"gap": "10ms"}, `(\d+) overtaken`, 1, 19},
		{"jitter below the gap", link.Conditions{Delay: delay}, map[string]string{"gap": "1s"}, `(\d+) overtaken`, 0, 0},
		{"duplicates", link.Conditions{Duplicate: 0.3}, nil, `(\d+) doubled`, 1, 39},
		{"corruption", link.Conditions{Corrupt: 0.3}, nil, `(\d+) corrupted`, 1, 19},
	}
	for _, test := range tests {
		p := lessonOver(t, "lossy", 1, both(test.on), test.knobs)
		if got := p.number(t, "client", test.pattern); got < test.least || got > test.most {
			t.Errorf("%s: %v, want from %v to %v:\n%s", test.name, got, test.least, test.most, p.Output["client"])
		}
	}
	lost := func(from string) (c link.Conditions) {
		if from == "server" {
			c.Script = []link.Rule{{Action: link.DropIt, From: 3}}
		}
		return c
	}
	p := lessonOver(t, "lossy", 0, lost, map[string]string{"timeout": "none"})
	if p.took != time.Hour || strings.Contains(p.Output["client"], "pong 3 3") {
		t.Errorf("one reply lost, no timeout: ends after %v, having printed\n%s", p.took, p.Output["client"])
	}
}
