package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
)

// flowOf returns what a TCP proxy can do of a link's conditions. While the link is
// down nothing passes, and nothing is lost.
func flowOf(c link.Conditions) impair.Flow {
	return impair.Flow{Delay: c.Delay, Rate: c.Rate, Stall: c.Down}
}

// A flowChange is new flows from a time on; nil: that direction stays as it is.
type flowChange struct {
	at       time.Duration
	up, down *impair.Flow
}

// scenarioFlows returns what a TCP proxy does of a scenario.
func scenarioFlows(s *scenario.Scenario) (up, down impair.Flow, changes []flowChange) {
	there, later := s.Link("client", "server")
	for _, c := range later {
		f := flowOf(c.Conditions)
		changes = append(changes, flowChange{at: c.At, up: &f})
	}
	back, later := s.Link("server", "client")
	for _, c := range later {
		f := flowOf(c.Conditions)
		changes = append(changes, flowChange{at: c.At, down: &f})
	}
	slices.SortStableFunc(changes, func(a, b flowChange) int { return cmp.Compare(a.at, b.at) })
	return flowOf(there), flowOf(back), changes
}

// beyondTCP returns what of a scenario no TCP proxy can do, one direction a line.
func beyondTCP(s *scenario.Scenario) (lines []string) {
	for _, ends := range [][2]string{{"client", "server"}, {"server", "client"}} {
		c, changes := s.Link(ends[0], ends[1])
		var all []string
		for _, c := range append([]link.Change{{Conditions: c}}, changes...) {
			c.Conditions.Delay, c.Conditions.Rate, c.Conditions.Down = nil, nil, false
			if text := scenario.Describe(c.Conditions, nil); text != "perfect" && !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
		if len(all) > 0 {
			lines = append(lines, fmt.Sprintf("%s > %s: left out: %s", ends[0], ends[1], strings.Join(all, "; ")))
		}
	}
	return lines
}

// change makes the changes when their time comes, until ctx is done.
func change(ctx context.Context, p *impair.TCP, changes []flowChange, note func(event string)) {
	began := time.Now()
	for _, c := range changes {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(began.Add(c.at))):
		}
		up, down := p.Flows()
		what, f := impair.Up, c.up
		if c.up != nil {
			up = over(up, *c.up)
		} else {
			down = over(down, *c.down)
			what, f = impair.Down, c.down
		}
		if err := p.Set(up, down); err != nil {
			note(err.Error())
			return
		}
		note(fmt.Sprintf("at %v %s: %s", c.at, what, describeFlow(*f)))
	}
}

// over returns a flow with what a link does changed.
func over(f, by impair.Flow) impair.Flow {
	f.Delay, f.Rate, f.Stall = by.Delay, by.Rate, by.Stall
	return f
}

// describeFlow returns what a flow does in words.
func describeFlow(f impair.Flow) string {
	text, _, _ := strings.Cut(scenario.Describe(link.Conditions{Delay: f.Delay, Rate: f.Rate}, nil), " with a queue of")
	all := []string{text}
	if text == "perfect" {
		all = nil
	}
	if f.Stall {
		all = append(all, "stalled")
	}
	if f.Slice > 0 {
		all = append(all, fmt.Sprintf("slices of %s B", grouped(int64(f.Slice))))
	}
	if f.Gap > 0 {
		all = append(all, fmt.Sprintf("%v between them", f.Gap))
	}
	if f.StallAfter > 0 {
		all = append(all, fmt.Sprintf("stalls after %s B", grouped(f.StallAfter)))
	}
	if f.ResetAfter > 0 {
		all = append(all, fmt.Sprintf("resets after %s B", grouped(f.ResetAfter)))
	}
	return cmp.Or(strings.Join(all, ", "), text)
}
