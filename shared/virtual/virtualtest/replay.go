package virtualtest

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/pcapng"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/socketlab/socketlab/shared/trace"
)

// replay changes a plan as a text says: "seed=7", or "seed=7,drop=data:3,ack:7",
// which is short text for scenario.ParseConditions and leaves nothing to chance.
func (p *runPlan) replay(text string) error {
	first, rest, _ := strings.Cut(text, ",")
	number, ok := strings.CutPrefix(first, "seed=")
	seed, err := strconv.ParseUint(number, 10, 64)
	if !ok || err != nil {
		return fmt.Errorf("%q: write seed=NUMBER, and behind a comma what is to be lost: seed=7,drop=data:3,ack:7", text)
	}
	p.Seed = seed
	if rest == "" {
		return nil
	}
	p.scripted = true
	if rest == nothing {
		return nil
	}
	only, err := scenario.ParseConditions(link.Conditions{}, rest)
	if err != nil {
		return err
	}
	rules := only.Script
	if only.Script = nil; !reflect.DeepEqual(only, link.Conditions{}) {
		return fmt.Errorf("%q: chance decides nothing in a replay: write rules alone, as seed=7,drop=data:3,ack:7, or seed=7 for what chance does", text)
	}
	s, err := (scenario.Overrides{Both: rest}).Apply(p.Scenario)
	if err != nil {
		return err
	}
	p.Scenario, p.replayed = s, rules
	return nil
}

// stale fails the test if a rule of the replay came to nothing: the run is then
// another than the one that is to be seen again, and that it passes means nothing.
func (r *result) stale(t *testing.T) {
	t.Helper()
	for _, rule := range r.missed {
		t.Errorf("%s: no packet has met the rule %q, so this run shows nothing: that packet has another name or number now, or another test failed (see -run); without %s all seeds are tried",
			Replay, scenario.FormatRule(rule), Replay)
	}
}

// metBy reports whether a rule of a replay has acted on a packet of a link.
func metBy(rule link.Rule, l *link.Link) bool {
	if from, _, _ := strings.Cut(l.Name(), ">"); rule.Class == from {
		rule.Class = "" // as the scenario has it: all that this host sends
	}
	has := func(rules []link.Rule) bool {
		return slices.ContainsFunc(rules, func(r link.Rule) bool { return scenario.FormatRule(r) == scenario.FormatRule(rule) })
	}
	return has(l.Conditions().Script) && !has(l.Unused())
}

// nothing is a replay's text where chance does nothing, and no rule does.
const nothing = "nothing"

// line returns the command that replays a run; "" is what chance does with the seed.
func (p *runPlan) line(t *testing.T, replay string) string {
	if replay == "" {
		replay = fmt.Sprintf("seed=%d", p.Seed)
	}
	name := "^" + strings.ReplaceAll(t.Name(), "/", "$/^") + "$"
	return fmt.Sprintf("%s='%s' go test -run '%s'", Replay, replay, name)
}

// keep writes the packets of a run as artifacts of the test.
func (r *result) keep(t *testing.T) {
	if err := r.write(t.ArtifactDir()); err != nil {
		fmt.Fprintf(t.Output(), "the packets are not kept: %v\n", err)
		return
	}
	where := "go test -artifacts keeps"
	if f := flag.Lookup("test.artifacts"); f != nil && f.Value.String() == "true" {
		where = "see " + t.ArtifactDir() + ":"
	}
	fmt.Fprintf(t.Output(), "what became of its packets, %d records: %s run.jsonl, and run.pcapng for Wireshark\n", len(r.records), where)
}

func (r *result) write(dir string) (err error) {
	lines, err := os.Create(filepath.Join(dir, "run.jsonl"))
	if err != nil {
		return err
	}
	defer lines.Close()
	capture, err := os.Create(filepath.Join(dir, "run.pcapng"))
	if err != nil {
		return err
	}
	defer capture.Close()
	var now time.Duration
	events := trace.New(trace.Config{Sinks: []trace.Sink{trace.JSON(lines)}, Virtual: true, Clock: func() time.Duration { return now }, Stuck: -1})
	run, w := timeline.New(events), pcapng.NewWriter(capture, r.start)
	for _, one := range r.records {
		now = one.Time
		run.Record(one)
		w.Record(one) // Flush returns the error
	}
	return errors.Join(events.Close(), w.Flush())
}
