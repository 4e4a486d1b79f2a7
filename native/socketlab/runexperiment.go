package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/socketlab/socketlab/shared/trace"
)

const (
	quietReal    = 2 * time.Second  // no event, on this machine: a standstill
	quietVirtual = 10 * time.Second // of a virtual network's time: TCP may wait so long
	quietLeast   = time.Second      // of ours, however fast that passes
	timesSpeed   = 20               // of a virtual network's time, for --times
)

// runExperiment asks for a prediction, runs the experiment, and says what the run
// says. It is no failure to be wrong.
func runExperiment(ctx context.Context, c *console, l *lesson.Lesson, f runFlags) error {
	w, err := wordsIn(f.experiment.lang, c.getenv)
	if err != nil {
		return err
	}
	set, err := experiment.Of(l)
	if err != nil {
		return err
	}
	q, err := ask(l, set, f.experiment.name)
	if err != nil {
		return err
	}
	if q.reading() == nil {
		return fmt.Errorf("lesson %s: no run can tell %s; 'socketlab read %s' has it", l.Name, q.claim.Seed, l.Name)
	}
	if err := f.check(max(1, len(q.offered(w)))); err != nil {
		return err
	}
	if err := f.setUp(c, w, q); err != nil {
		return err
	}
	types, err := c.nothingTyped(ctx)
	if err != nil {
		return err
	}
	switch {
	case !types && f.experiment.times > 1:
		return fmt.Errorf("--times: the experiment's lines are typed, each time: give no input of your own")
	case !types:
		c.say("%s", w.given)
	}
	predicted, err := c.predicted(ctx, w, q, f.experiment.predict)
	if err != nil {
		return err
	}
	if f.experiment.times > 1 {
		return f.tally(ctx, c, l, w, q, types)
	}
	events, failed, err := f.once(ctx, c, l, q, types)
	if err != nil {
		return err
	}
	verdict := q.judge(events, failed != nil)
	c.sayVerdict(l, w, q, verdict, predicted)
	if !verdict.Decided {
		return failed
	}
	if failed != nil {
		c.say(w.failed, failed)
	}
	c.sayClaims(w, set, q, events, failed != nil)
	return nil
}

// setUp has the flags say what the experiment says, where they say nothing, and
// tells what they change.
func (f *runFlags) setUp(c *console, w *words, q *question) error {
	given, err := settings(f.set)
	if err != nil {
		return err
	}
	var names []string
	for name := range q.run.Knobs {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		value := q.run.Knobs[name]
		own, ok := given[name]
		switch {
		case !ok:
			f.set = append(f.set, name+"="+value)
		case own != value:
			c.say(w.knob, name, own, name, value)
		}
	}
	if !q.run.Virtual() {
		if f.network.changed() {
			c.say(w.network, f.network.names())
		}
		return nil
	}
	if f.network.scenario != "" || f.network.over.Both+f.network.over.Up+f.network.over.Down != "" ||
		f.network.seed != 0 && q.run.Network != nil && q.run.Network.Seed != 0 && q.run.Network.Seed != f.network.seed {
		c.say(w.network, f.network.names())
	}
	f.network.base, err = q.run.Scenario(0)
	return err
}

// names returns the flags that were given, for people.
func (n *networkFlags) names() string {
	var all []string
	for _, f := range []struct{ name, value string }{
		{"--scenario", n.scenario}, {"--up", n.over.Up}, {"--down", n.over.Down},
	} {
		if f.value != "" {
			all = append(all, f.name+" "+f.value)
		}
	}
	for part := range strings.SplitSeq(n.over.Both, ",") {
		if name, value, _ := strings.Cut(part, "="); name != "" {
			all = append(all, strings.TrimSpace("--"+kebab(name)+" "+value))
		}
	}
	if n.seed != 0 {
		all = append(all, fmt.Sprintf("--seed %d", n.seed))
	}
	return strings.Join(all, " ")
}

// once runs the experiment once, and returns its events up to its rest, and what
// the run failed with. The error is that it could not be run, or was interrupted.
func (f runFlags) once(ctx context.Context, c *console, l *lesson.Lesson, q *question, types bool) (events []trace.Event, failed, err error) {
	quiet := quietReal
	if f.network.given() {
		quiet = max(quietLeast, time.Duration(float64(quietVirtual)/f.speed))
	}
	s := stage(q.run, types, quiet)
	f.trace.also, f.trace.stuck = []trace.Sink{s.observer}, quiet
	if q.readsTCP() && f.network.given() && !f.below.tcp {
		f.below.pulse = timeline.NewPulse()
		f.trace.also = append(f.trace.also, f.below.pulse)
	}
	failed = runLesson(ctx, c, l, f, s)
	if ctx.Err() != nil {
		return nil, nil, cmp.Or(failed, errInterrupted)
	}
	events = s.observer.Events()
	if len(events) == 0 {
		return nil, nil, failed
	}
	return events, failed, nil
}

// tally runs the experiment many times, each with the next seed, and counts what
// the runs say.
func (f runFlags) tally(ctx context.Context, c *console, l *lesson.Lesson, w *words, q *question, types bool) error {
	quiet := &console{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, getenv: c.getenv}
	if f.network.given() && f.speed == 1 {
		f.speed = timesSpeed
	}
	if f.addr == "" && !f.network.given() {
		f.addr = fmt.Sprintf("%s:0", local(l.Addr).Host)
	}
	first := max(1, f.network.seed)
	counts := make(map[string]int)
	undecided := 0
	for i := range f.experiment.times {
		if f.network.given() {
			f.network.seed = first + uint64(i)
		}
		events, failed, err := f.once(ctx, quiet, l, q, types)
		if err != nil {
			return err
		}
		if v := q.judge(events, failed != nil); v.Decided {
			counts[q.answer(w, v)]++
		} else {
			undecided++
		}
	}
	c.sayTally(w, counts, undecided, f.experiment.times)
	return nil
}
