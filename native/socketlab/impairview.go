package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
)

// viewEvery is how often the counts are shown while a proxy runs.
const viewEvery = 2 * time.Second

// An impairView shows what a proxy does.
type impairView struct {
	console  *console
	up, down *link.Link
	clients  func() int // nil: they are not counted
	last     string

	// Of a view that is painted.
	painter    *painter               // nil: there is none
	conditions func() (all [2]string) // of up and down, in words
	bytes      func() [2]impair.Bytes // of streams, up and down; nil: packets count
}

// watch shows the counts now and then, until ctx is done, on a terminal.
func (v *impairView) watch(ctx context.Context) {
	switch {
	case v.painter != nil:
		v.paint(ctx)
	case isTerminal(v.console.stderr):
		v.say(ctx)
	}
}

// say shows the counts as lines, if something has happened.
func (v *impairView) say(ctx context.Context) {
	ticker := time.NewTicker(viewEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if text := v.line(); text != v.last {
				v.last = text
				v.console.say("%s", text)
			}
		}
	}
}

func (v *impairView) line() string {
	now := v.sample(time.Now())
	text := fmt.Sprintf("%s: %s · %s: %s", v.up.Name(), now.counts(0), v.down.Name(), now.counts(1))
	if v.clients == nil {
		return text
	}
	return fmt.Sprintf("%d clients · %s", v.clients(), text)
}

// status is the counts for a program.
func (v *impairView) status() map[string]any {
	in := v.conditions()
	status := map[string]any{"clients": v.clients(), "up": v.up.Stats(), "down": v.down.Stats(),
		"conditions": map[string]string{"up": in[0], "down": in[1]}}
	if v.bytes != nil {
		all := v.bytes()
		status["up"], status["down"] = all[0], all[1]
	}
	return status
}

// summary is what a proxy has done, when it ends.
func (v *impairView) summary() {
	now := v.sample(time.Now())
	for i, l := range []*link.Link{v.up, v.down} {
		fmt.Fprintf(v.console.stdout, "%s: %s\n", l.Name(), now.counts(i))
	}
	v.console.sayUnused(v.up, v.down)
}

// sayUnused names the rules that came to nothing: of those both ways, only if they
// did so both ways.
func (c *console) sayUnused(up, down *link.Link) {
	texts := func(rules []link.Rule) (all []string) {
		for _, r := range rules {
			all = append(all, scenario.FormatRule(r))
		}
		return all
	}
	for _, ways := range [][2]*link.Link{{up, down}, {down, up}} {
		l, other := ways[0], ways[1]
		for _, rule := range texts(l.Unused()) {
			if !slices.Contains(texts(other.Conditions().Script), rule) {
				c.say("%s: no packet has met the rule %q", l.Name(), rule)
			} else if l == up && slices.Contains(texts(other.Unused()), rule) {
				c.say("no packet has met the rule %q", rule)
			}
		}
	}
}

// counts returns what happened to packets in words: "120 sent, 97 arrived, 23 lost (loss 23)".
func counts(s link.Stats) string {
	text := fmt.Sprintf("%d sent, %d arrived", s.Sent, s.Delivered)
	var lost int64
	var why []string
	for _, stage := range slices.Sorted(maps.Keys(s.Dropped)) {
		lost += s.Dropped[stage]
		why = append(why, fmt.Sprintf("%s %d", stage, s.Dropped[stage]))
	}
	if lost > 0 {
		text += fmt.Sprintf(", %d lost (%s)", lost, strings.Join(why, ", "))
	}
	for _, more := range []struct {
		n    int64
		what string
	}{{s.Duplicated, "duplicated"}, {s.Corrupted, "corrupted"}, {s.Reordered, "made late"}, {s.Held, "still held"}} {
		if more.n > 0 {
			text += fmt.Sprintf(", %d %s", more.n, more.what)
		}
	}
	return text
}
