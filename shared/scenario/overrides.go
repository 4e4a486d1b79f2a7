package scenario

import (
	"fmt"

	"github.com/socketlab/socketlab/shared/link"
)

// Overrides are conditions that a command line puts over a scenario, each as
// ParseConditions reads it. The zero value changes nothing.
type Overrides struct {
	Both string // of every way between two hosts
	Up   string // of the ways that lead from the first host, over Both
	Down string // and of those that lead to it
}

// Set adds a key and its value to Both, as a flag does: Set("loss", "20%"). For a
// key that needs no value it is "true", and "false" adds nothing.
func (o *Overrides) Set(name, value string) error {
	text := name + "=" + value
	for _, k := range shortKeys() {
		if k.Name != name || k.kind != boolean {
			continue
		}
		on, err := parseBool(value)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !on {
			return nil
		}
		text = name
	}
	if _, err := parseShort(text); err != nil {
		return err
	}
	if o.Both != "" {
		o.Both += ","
	}
	o.Both += text
	return nil
}

// Apply returns the scenario with the overrides over each of its links and their
// changes. Where the scenario has no link it makes one. The scenario itself is
// as it was.
func (o Overrides) Apply(s *Scenario) (*Scenario, error) {
	if o == (Overrides{}) {
		return s, nil
	}
	var texts [3]short
	for i, part := range []struct{ name, text string }{{"conditions", o.Both}, {"up", o.Up}, {"down", o.Down}} {
		var err error
		if texts[i], err = parseShort(part.text); err != nil {
			return nil, fmt.Errorf("%s %.200q: %w", part.name, part.text, err)
		}
	}
	both, up, down := texts[0], texts[1], texts[2]
	hosts := s.HostNames()
	c := *s
	c.Links = nil
	for _, from := range hosts {
		for _, to := range hosts {
			if from == to {
				continue
			}
			over := []short{both}
			switch hosts[0] {
			case from:
				over = append(over, up)
			case to:
				over = append(over, down)
			}
			l := s.way(from, to)
			if err := l.override(over); err != nil {
				return nil, fmt.Errorf("from %s to %s: %w", from, to, err)
			}
			c.Links = append(c.Links, l)
		}
	}
	return &c, nil
}

// way returns the link from one host to another, for that direction alone.
func (s *Scenario) way(from, to string) Link {
	l := Link{From: from, To: to}
	l.Conditions, l.Changes = s.Link(from, to)
	return l
}

// override applies texts to the conditions and all changes. Scripts that were
// the same slice before are so again.
func (l *Link) override(texts []short) error {
	apply := func(c *link.Conditions) (err error) {
		for _, text := range texts {
			if err == nil {
				*c, err = text.apply(*c)
			}
		}
		return err
	}
	was := l.Conditions.Script
	if err := apply(&l.Conditions); err != nil {
		return err
	}
	is := l.Conditions.Script
	for i := range l.Changes {
		c := &l.Changes[i].Conditions
		same := sameScript(was, c.Script)
		was = c.Script
		if err := apply(c); err != nil {
			return fmt.Errorf("from %v on: %w", l.Changes[i].At, err)
		}
		if same {
			c.Script = is
		}
		is = c.Script
	}
	return nil
}
