// Package virtualtest tests UDP protocols on a bad network, inside go test: in
// the virtual time of testing/synctest, where an hour passes in moments, and
// with the same packets lost each time.
//
//	func TestTransfer(t *testing.T) {
//		c := virtualtest.Config{Conditions: "loss=20%,delay=50ms"}
//		virtualtest.Sweep(t, c, 100, func(tb testing.TB, n *virtual.Network) {
//			pc, err := socket.ListenPacket(tb.Context(), n.Host("server"), "udp", ":8001")
//			…
//		})
//	}
//
// Run runs a test with one seed, Sweep with many, and makes the first failure as
// small as it can: of the packets that chance had lost, only those are lost that
// the failure needs. Both print the line that replays it. A panic in a goroutine
// of the test's own ends the program, as everywhere, before anything is printed.
package virtualtest

import (
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/virtual"
)

// A Config is what the network of a test is like. The zero value is a client, a
// server, and perfect links.
type Config struct {
	// Scenario is the hosts and links; nil: client, server, perfect links.
	Scenario *scenario.Scenario

	// Conditions is put over every link: "loss=20%,delay=50ms". See
	// scenario.ParseConditions.
	Conditions string

	Seed      uint64                       // 0: the scenario's, or 1
	Classify  func(datagram []byte) string // names packets for rules, such as "data", "ack"; nil: by host
	ByContent bool                         // see link.SchedulerConfig.ByContent

	// Limit ends a test that still runs after so much virtual time, by closing
	// its network. 0: an hour.
	Limit time.Duration
}

// Replay is the environment variable that Run and Sweep obey: a seed, and the
// packets that are lost, instead of those that chance would lose. A test that passes
// although no packet has met one of its rules fails: the replay is of another run.
const Replay = "SOCKETLAB_REPLAY"

// Run runs f in a bubble of testing/synctest with a network of its own, and
// closes that. If f fails it prints the seed, and keeps the packets as
// artifacts: run.jsonl and run.pcapng, where go test -artifacts says.
func Run(t *testing.T, c Config, f func(testing.TB, *virtual.Network)) {
	t.Helper()
	p, replayed := plan(t, c)
	text := ""
	if replayed {
		text = os.Getenv(Replay)
	}
	p.show(t, f, text)
}

// show runs f so that it is heard. If it fails, it keeps the packets and says how
// to replay it. A bubble whose test fails ends the goroutine, so this is deferred.
func (p *runPlan) show(t *testing.T, f func(testing.TB, *virtual.Network), replay string) {
	t.Helper()
	r := new(result)
	defer func() {
		if r.failed {
			r.keep(t)
			fmt.Fprintf(t.Output(), "replay it: %s\n", p.line(t, replay))
		}
	}()
	p.run(t, f, r, true)
	switch {
	case p.replayed == nil:
		for _, rule := range r.unmet {
			t.Logf("no packet has met the rule of %s", rule)
		}
	case !r.failed:
		r.stale(t)
	}
}

// plan is what is run for a Config, or for the replay that is asked for.
func plan(t *testing.T, c Config) (p runPlan, replayed bool) {
	t.Helper()
	p = runPlan{Config: c}
	if c.Scenario == nil {
		p.Scenario = new(scenario.Scenario)
	}
	if err := p.Scenario.Check(); err != nil {
		t.Fatalf("Config.Scenario: %v", err)
	}
	var err error
	if c.Conditions != "" {
		if p.Scenario, err = (scenario.Overrides{Both: c.Conditions}).Apply(p.Scenario); err != nil {
			t.Fatalf("Config.Conditions: %v", err)
		}
	}
	if p.Seed == 0 {
		p.Seed = max(1, p.Scenario.Seed)
	}
	if p.Limit == 0 {
		p.Limit = time.Hour
	}
	if text := os.Getenv(Replay); text != "" {
		if err := p.replay(text); err != nil {
			t.Fatalf("%s: %v", Replay, err)
		}
		return p, true
	}
	return p, false
}

// A runPlan is one way to run a test.
type runPlan struct {
	Config
	scripted bool                   // chance decides nothing
	rules    map[string][]link.Rule // by the name of the link
	replayed []link.Rule            // that the replay's text has
}

// conditions returns those of a link, without what chance does if all is scripted.
func (p *runPlan) conditions(from, to string) (link.Conditions, []link.Change) {
	c, changes := p.Scenario.Link(from, to)
	if !p.scripted {
		return c, changes
	}
	rules := p.rules[from+">"+to]
	certain := func(c link.Conditions) link.Conditions {
		c.Loss, c.Bursts, c.Corrupt, c.Duplicate, c.Reorder = 0, nil, 0, 0, 0
		c.Script = append(rules[:len(rules):len(rules)], c.Script...)
		return c
	}
	c = certain(c)
	later := make([]link.Change, len(changes))
	for i, change := range changes {
		script := change.Conditions.Script
		change.Conditions = certain(change.Conditions)
		if len(script) == len(c.Script)-len(rules) {
			change.Conditions.Script = c.Script // it goes on counting
		}
		later[i] = change
	}
	return c, later
}

// A result is what became of a run.
type result struct {
	failed  bool
	records []link.Record
	start   time.Time
	unmet   []string    // rules of links that no packet has met
	missed  []link.Rule // of the replay, that no packet of any link has met
}

// unused notes the rules that came to nothing.
func (r *result) unused(n *virtual.Network, replayed []link.Rule) {
	for _, rule := range replayed {
		if !slices.ContainsFunc(n.Links(), func(l *link.Link) bool { return metBy(rule, l) }) {
			r.missed = append(r.missed, rule)
		}
	}
	for _, l := range n.Links() {
		for _, rule := range l.Unused() {
			r.unmet = append(r.unmet, fmt.Sprintf("%s: %s", l.Name(), scenario.FormatRule(rule)))
		}
	}
}

// run runs f once. What it says is shown if it is to be heard.
func (p *runPlan) run(t *testing.T, f func(testing.TB, *virtual.Network), r *result, heard bool) {
	t.Helper()
	defer func() {
		if stuck := recover(); stuck != nil { // the bubble is: everything in it waits for ever
			r.failed = true
			if heard {
				t.Errorf("%v", stuck)
			}
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		r.start = time.Now()
		c := virtual.Of(p.Scenario)
		c.Seed, c.Links, c.Classify = p.Seed, p.conditions, p.Classify
		c.Scheduler = link.SchedulerConfig{Bubble: true, ByContent: p.ByContent,
			Record: func(one link.Record) { r.records = append(r.records, one) }}
		n, err := virtual.New(c)
		if err != nil {
			t.Fatal(err)
		}
		probe := &probe{TB: t, heard: heard}
		limit := time.AfterFunc(p.Limit, func() {
			probe.Errorf("the test still runs after %v of virtual time: its network is closed", p.Limit)
			n.Close()
		})
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer probe.cleanup()
			defer func() {
				if v := recover(); v != nil {
					probe.Errorf("panic: %v\n%s", v, debug.Stack())
				}
			}()
			f(probe, n)
		}()
		<-done
		limit.Stop()
		n.Close()
		r.failed = probe.Failed()
		r.unused(n, p.replayed)
	})
}

// try runs f once, unheard.
func (p *runPlan) try(t *testing.T, f func(testing.TB, *virtual.Network)) *result {
	t.Helper()
	r := new(result)
	p.run(t, f, r, false)
	return r
}
