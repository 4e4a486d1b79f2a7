package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/socketlab/socketlab/shared/link"
)

// version is what a scenario's file says that it is.
const version = "scenario 1"

// Parse reads a scenario. Its errors say in which line, and at which JSON path,
// what is wrong, and how to write it.
func Parse(data []byte) (*Scenario, error) {
	s, err := parse(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	return s, nil
}

// UnmarshalJSON is Parse.
func (s *Scenario) UnmarshalJSON(data []byte) error {
	parsed, err := Parse(data)
	if err == nil {
		*s = *parsed
	}
	return err
}

func parse(data []byte) (*Scenario, error) {
	n, err := readTree(data)
	if err != nil {
		return nil, err
	}
	if err := checkVersion(n); err != nil {
		return nil, err
	}
	if err := n.object("socketlab", "name", "about", "source", "seed", "hosts", "links"); err != nil {
		return nil, err
	}
	s := new(Scenario)
	for _, part := range []struct {
		name  string
		parse func(*node) error
	}{
		{"name", textTo(&s.Name)},
		{"about", s.parseAbout},
		{"source", textTo(&s.Source)},
		{"seed", s.parseSeed},
		{"hosts", each(s.parseHost)},
		{"links", each(s.parseLink)},
	} {
		if v := n.get(part.name); v != nil {
			if err := part.parse(v); err != nil {
				return nil, err
			}
		}
	}
	if p := s.check(); p != nil {
		return nil, n.at(p.where).errorf("%w", p.err)
	}
	return s, nil
}

// checkVersion comes first: another version may have other keys.
func checkVersion(n *node) error {
	v := n.get("socketlab")
	if v == nil {
		return n.errorf("this is no scenario: it has no \"socketlab\": %q", version)
	}
	if v.value != version {
		text, _ := v.value.(string)
		return v.errorf("this is %.60q: this program reads %q", text, version)
	}
	return nil
}

// at returns the node at a path, or the last on the way that is there.
func (n *node) at(path []string) *node {
	for _, name := range path {
		next := n.get(name)
		if items, ok := n.value.([]*node); ok {
			for _, item := range items {
				if item.name == name {
					next = item
				}
			}
		}
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

// textTo returns a function that reads a string.
func textTo(to *string) func(*node) error {
	return func(n *node) (err error) {
		*to, err = n.text()
		return err
	}
}

// each returns a function that reads each value of an array.
func each(f func(*node) error) func(*node) error {
	return func(n *node) error {
		items, err := n.array()
		for _, item := range items {
			if err := f(item); err != nil {
				return err
			}
		}
		return err
	}
}

func (s *Scenario) parseAbout(n *node) error {
	if err := n.object("en", "zh"); err != nil {
		return err
	}
	for i, to := range []*string{&s.About.EN, &s.About.ZH} {
		if v := n.get([]string{"en", "zh"}[i]); v != nil {
			if err := textTo(to)(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Scenario) parseSeed(n *node) (err error) {
	digits, _ := n.value.(json.Number)
	if s.Seed, err = strconv.ParseUint(digits.String(), 10, 64); err != nil {
		return n.errorf("this is no seed: write a number from 0 to 18446744073709551615")
	}
	return nil
}

func (s *Scenario) parseHost(n *node) error {
	if err := n.object("name", "addresses"); err != nil {
		return err
	}
	var h Host
	if v := n.get("name"); v != nil {
		if err := textTo(&h.Name)(v); err != nil {
			return err
		}
	}
	if v := n.get("addresses"); v != nil {
		err := each(func(n *node) error {
			text, err := n.text()
			if err != nil {
				return err
			}
			a, err := netip.ParseAddr(text)
			if err != nil {
				return n.errorf("%.60q is no IP address: write, for example, 10.0.0.1 or fd00::1", text)
			}
			h.Addresses = append(h.Addresses, a)
			return nil
		})(v)
		if err != nil {
			return err
		}
	}
	s.Hosts = append(s.Hosts, h)
	return nil
}

func (s *Scenario) parseLink(n *node) error {
	if err := n.object("from", "to", "between", "conditions", "changes"); err != nil {
		return err
	}
	var l Link
	if err := l.parseEnds(n); err != nil {
		return err
	}
	if v := n.get("conditions"); v != nil {
		if err := mergeConditions(&l.Conditions, v); err != nil {
			return err
		}
	}
	if v := n.get("changes"); v != nil {
		if err := each(l.parseChange)(v); err != nil {
			return err
		}
	}
	s.Links = append(s.Links, l)
	return nil
}

// parseEnds reads "from" and "to", or "between".
func (l *Link) parseEnds(n *node) error {
	from, to, between := n.get("from"), n.get("to"), n.get("between")
	switch {
	case from != nil && to != nil && between == nil:
		if err := textTo(&l.From)(from); err != nil {
			return err
		}
		return textTo(&l.To)(to)
	case from == nil && to == nil && between != nil:
		var ends []string
		err := each(func(n *node) error {
			text, err := n.text()
			ends = append(ends, text)
			return err
		})(between)
		if err == nil && len(ends) != 2 {
			err = between.errorf("there are %d hosts: write two", len(ends))
		}
		if err == nil {
			l.From, l.To, l.Both = ends[0], ends[1], true
		}
		return err
	}
	return n.errorf("a link has either \"from\" and \"to\", or \"between\" for both directions")
}

// parseChange reads a change, which is merged over the conditions before it.
func (l *Link) parseChange(n *node) error {
	if err := n.object("at", "conditions"); err != nil {
		return err
	}
	at, conditions := n.get("at"), n.get("conditions")
	if at == nil || conditions == nil {
		return n.errorf("a change has \"at\", such as \"10s\", and \"conditions\"")
	}
	text, err := at.text()
	if err != nil {
		return err
	}
	change := link.Change{Conditions: l.Conditions}
	if len(l.Changes) > 0 {
		change.Conditions = l.Changes[len(l.Changes)-1].Conditions
	}
	if change.At, err = parseTime(text); err != nil {
		return at.errorf("%w", err)
	}
	l.Changes = append(l.Changes, change)
	return mergeConditions(&l.Changes[len(l.Changes)-1].Conditions, conditions)
}
