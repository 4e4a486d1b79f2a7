package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

// A member is a key and its value; ordered writes them in their order.
type member struct {
	name  string
	value any
}

type ordered []member

// add adds a member, unless it says nothing.
func (o *ordered) add(name string, value any, there bool) {
	if there {
		*o = append(*o, member{name, value})
	}
}

func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, m := range o {
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		name, _ := json.Marshal(m.name) // a string is never refused
		fmt.Fprintf(&b, "%c%s:%s", "{,"[min(i, 1)], name, value)
	}
	if len(o) == 0 {
		b.WriteByte('{')
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// MarshalJSON writes a scenario as Parse reads it. It returns the error of Check,
// and one for a rule that no text can say.
func (s *Scenario) MarshalJSON() ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	about := ordered{}
	about.add("en", s.About.EN, s.About.EN != "")
	about.add("zh", s.About.ZH, s.About.ZH != "")
	var hosts, links []ordered
	for _, h := range s.Hosts {
		host := ordered{{"name", h.Name}}
		host.add("addresses", h.Addresses, len(h.Addresses) > 0)
		hosts = append(hosts, host)
	}
	for i := range s.Links {
		l, err := s.Links[i].marshal()
		if err != nil {
			return nil, fmt.Errorf("scenario: links[%d]: %w", i, err)
		}
		links = append(links, l)
	}
	o := ordered{{"socketlab", version}}
	o.add("name", s.Name, s.Name != "")
	o.add("about", about, len(about) > 0)
	o.add("source", s.Source, s.Source != "")
	o.add("seed", s.Seed, s.Seed != 0)
	o.add("hosts", hosts, len(hosts) > 0)
	o.add("links", links, len(links) > 0)
	return o.MarshalJSON()
}

func (l *Link) marshal() (ordered, error) {
	o := ordered{{"from", l.From}, {"to", l.To}}
	if l.Both {
		o = ordered{{"between", []string{l.From, l.To}}}
	}
	var perfect link.Conditions
	first, err := difference(&perfect, &l.Conditions)
	if err != nil {
		return nil, err
	}
	o.add("conditions", first, len(first) > 0)
	var changes []ordered
	before := &l.Conditions
	for i := range l.Changes {
		change := &l.Changes[i]
		d, err := difference(before, &change.Conditions)
		if err != nil {
			return nil, fmt.Errorf("changes[%d]: %w", i, err)
		}
		changes = append(changes, ordered{{"at", change.At.String()}, {"conditions", d}})
		before = &change.Conditions
	}
	o.add("changes", changes, len(changes) > 0)
	return o, nil
}

// difference returns what takes conditions to others: null is what goes.
func difference(from, to *link.Conditions) (ordered, error) {
	script, err := scriptTexts(to.Script)
	if err != nil {
		return nil, err
	}
	before, after := members(from), members(to)
	d := ordered{}
	for i, m := range after {
		old, err := json.Marshal(before[i].value)
		if err != nil {
			return nil, err
		}
		now, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		// A rate that goes takes its queue along.
		goes := to.Rate == nil && from.Rate != nil && (m.name == "queue" || m.name == "codel")
		d.add(m.name, m.value, !bytes.Equal(old, now) && !goes)
	}
	d.add("script", script, !sameScript(from.Script, to.Script))
	return d, nil
}

// members returns conditions as JSON has them, but for the script. A value of
// nil says that there is none.
func members(c *link.Conditions) ordered {
	var rate, queue, bursts, delay, reorder any
	codel := false
	if r := c.Rate; r != nil {
		rate, codel = formatRate(r.Bits), r.CoDel
		if r.Queue > 0 {
			queue = formatSize(r.Queue)
		}
	}
	if b := c.Bursts; b != nil {
		o := ordered{{"p", formatChance(b.P)}, {"r", formatChance(b.R)}}
		o.add("h", formatChance(b.H), b.H > 0)
		o.add("k", formatChance(b.K), b.K > 0)
		bursts = o
	}
	if c.Delay != nil {
		delay = delayValue(c.Delay)
	}
	if c.Reorder > 0 || c.ReorderBy > 0 {
		reorder = ordered{{"probability", formatChance(c.Reorder)}, {"by", c.ReorderBy.String()}}
	}
	return ordered{
		{"down", orNull(c.Down, c.Down)},
		{"mtu", orNull(c.MTU, c.MTU > 0)},
		{"loss", orNull(formatChance(c.Loss), c.Loss > 0)},
		{"bursts", bursts},
		{"corrupt", orNull(formatChance(c.Corrupt), c.Corrupt > 0)},
		{"corruptBits", orNull(c.CorruptBy, c.CorruptBy > 0)},
		{"duplicate", orNull(formatChance(c.Duplicate), c.Duplicate > 0)},
		{"rate", rate},
		{"queue", queue},
		{"codel", orNull(codel, codel)},
		{"delay", delay},
		{"reorder", reorder},
	}
}

func orNull(value any, there bool) any {
	if !there {
		return nil
	}
	return value
}

// delayValue returns "50ms", or an object for what varies.
func delayValue(d *link.Delay) any {
	o := ordered{{"mean", d.Mean.String()}}
	o.add("distribution", string(d.Distribution), d.Distribution != link.Constant)
	o.add("jitter", d.Jitter.String(), d.Jitter > 0)
	o.add("shape", d.Shape, d.Shape != 0)
	o.add("table", texts(d.Table), len(d.Table) > 0)
	o.add("correlation", formatChance(d.Correlation), d.Correlation > 0)
	o.add("inOrder", true, d.InOrder)
	if len(o) == 1 {
		return o[0].value
	}
	return o
}

func texts(times []time.Duration) []string {
	all := make([]string, len(times))
	for i, t := range times {
		all[i] = t.String()
	}
	return all
}

// scriptTexts returns the texts of rules; nil for none.
func scriptTexts(rules []link.Rule) (any, error) {
	var all []string
	for i := range rules {
		r := &rules[i]
		text := FormatRule(*r)
		if _, err := ParseRule(text); err != nil || r.Flow != "" || r.Where != nil {
			return nil, fmt.Errorf("rule %d, %s, has no text: it can have an action, a class, from, to, every, by and packets", i+1, text)
		}
		all = append(all, text)
	}
	return orNull(all, len(all) > 0), nil
}
