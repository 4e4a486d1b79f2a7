package virtualtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/virtual"
)

// Sweep runs f as Run does with so many seeds, from Config.Seed on, until one
// fails. Then chance is taken out of that run: each packet that it lost,
// corrupted, duplicated or made late becomes a rule, and the rules that the
// failure does not need are left out (delta debugging, Zeller and Hildebrandt,
// 2002). What is left is run once more, and printed. There is 1 seed or more.
func Sweep(t *testing.T, c Config, seeds int, f func(testing.TB, *virtual.Network)) {
	t.Helper()
	if seeds < 1 {
		t.Fatalf("a sweep over %d seeds: it can be over 1 or more", seeds)
	}
	p, replayed := plan(t, c)
	if replayed {
		Run(t, c, f)
		return
	}
	for range seeds {
		r := p.try(t, f)
		if r.failed {
			p.report(t, r, f)
			return
		}
		p.Seed++
	}
}

// report makes a failure small, shows it and says how to replay it.
func (p *runPlan) report(t *testing.T, r *result, f func(testing.TB, *virtual.Network)) {
	t.Helper()
	defer func() {
		if !t.Failed() {
			t.Errorf("seed %d failed before, but not now: the test depends on more than its network", p.Seed)
		}
	}()
	fates := chances(r.records)
	fails := func(fates []fate) bool { return p.with(fates).try(t, f).failed }
	if fails(fates) {
		few := minimise(fates, fails)
		replay := fmt.Sprintf("seed=%d%s", p.Seed, describe(few, r.records))
		if len(few) == 0 {
			replay += "," + nothing
		}
		if q := *p; q.replay(replay) == nil && q.try(t, f).failed {
			if len(few) == 0 {
				t.Logf("seed %d fails, and so it does if chance loses and changes no packet", p.Seed)
			} else {
				t.Logf("seed %d fails; of the %d packets that chance lost or changed, the failure needs %d: %s",
					p.Seed, len(fates), len(few), describe(few, r.records)[1:])
			}
			q.show(t, f, replay)
			return
		}
	}
	p.show(t, f, "")
}

// A fate is what chance did to a packet, as a rule.
type fate struct {
	link string
	rule link.Rule // of the packet's flow
}

// chances returns what chance did in a run.
func chances(records []link.Record) (all []fate) {
	for _, r := range records {
		rule := link.Rule{Flow: r.Flow, From: int(r.N)}
		switch {
		case r.Stage == "loss":
			rule.Action = link.DropIt
		case r.Stage == "corrupt":
			rule.Action = link.CorruptIt
		case r.Stage == "duplicate":
			rule.Action = link.DuplicateIt
		case r.Stage == "reorder":
			rule.Action, rule.By = link.DelayIt, r.Late
		default:
			continue
		}
		all = append(all, fate{r.Link, rule})
	}
	return all
}

// with returns the plan in which only these fates happen.
func (p *runPlan) with(fates []fate) *runPlan {
	q := *p
	q.scripted, q.rules = true, make(map[string][]link.Rule)
	for _, f := range fates {
		q.rules[f.link] = append(q.rules[f.link], f.rule)
	}
	return &q
}

// texts returns rules as people write them, by action: each packet by its number
// among those of its class, or of its sender where the class does not say which
// link it is on.
func texts(fates []fate, records []link.Record) map[link.Action][]string {
	on := make(map[string]map[string]bool) // the links of a class
	for _, r := range records {
		if on[r.Class] == nil {
			on[r.Class] = make(map[string]bool)
		}
		on[r.Class][r.Link] = true
	}
	all := make(map[link.Action][]string)
	for _, f := range fates {
		rule := f.rule
		rule.Flow, rule.From = "", 0
		var class string
		for _, r := range records {
			if r.Kind != link.Sent || r.Link != f.link {
				continue
			}
			if r.Flow == f.rule.Flow && int(r.N) == f.rule.From {
				class = r.Class
			}
		}
		byClass := class != "" && len(on[class]) == 1
		for _, r := range records {
			if r.Kind != link.Sent || r.Link != f.link || byClass && r.Class != class {
				continue
			}
			rule.From++
			if r.Flow == f.rule.Flow && int(r.N) == f.rule.From {
				break
			}
		}
		rule.Class, _, _ = strings.Cut(f.link, ">")
		if byClass {
			rule.Class = class
		}
		_, which, _ := strings.Cut(scenario.FormatRule(rule), " ")
		all[rule.Action] = append(all[rule.Action], which)
	}
	return all
}

// describe returns fates as a replay's text has them: ",drop=data:3,ack:7".
func describe(fates []fate, records []link.Record) (text string) {
	all := texts(fates, records)
	for _, action := range slices.Sorted(maps.Keys(all)) {
		if action != link.DelayIt {
			text += fmt.Sprintf(",%s=%s", action, strings.Join(all[action], ","))
			continue
		}
		for _, which := range all[action] {
			text += fmt.Sprintf(",rule=%s %s", action, which)
		}
	}
	return text
}
