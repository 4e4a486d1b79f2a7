package scenario

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/socketlab/socketlab/shared/link"
)

// A Scenario is a network: hosts, what links do, and what changes. The zero value
// is a client and a server with perfect links.
type Scenario struct {
	Name   string
	About  Text
	Source string // where the figures come from
	Seed   uint64
	Hosts  []Host // nil: client and server
	Links  []Link // ways that are not listed are perfect
}

// A Text is in two languages.
type Text struct{ EN, ZH string }

// A Host is a host's name and addresses.
type Host struct {
	Name      string       // letters, digits, '-', '_' and '.'
	Addresses []netip.Addr // IPv4 and IPv6; nil: whoever makes the network chooses
}

// A Link is what the way from one host to another does to packets.
type Link struct {
	From, To   string
	Both       bool // the way from To to From, too, by itself
	Conditions link.Conditions

	// Changes are in the order of time, each with all its conditions. A rule in
	// Script goes on counting if a change has the very same slice.
	Changes []link.Change
}

// HostNames returns the names of the hosts in their order.
func (s *Scenario) HostNames() []string {
	if len(s.Hosts) == 0 {
		return []string{"client", "server"}
	}
	var names []string
	for _, h := range s.Hosts {
		names = append(names, h.Name)
	}
	return names
}

// Link returns what the way from one host to another does, as virtual.Config
// wants it. Rules whose class is a host are there for packets of that host alone.
// The way between hosts of which the scenario says nothing is perfect.
func (s *Scenario) Link(from, to string) (link.Conditions, []link.Change) {
	for i := range s.Links {
		l := &s.Links[i]
		if l.From == from && l.To == to || l.Both && l.From == to && l.To == from {
			one := l.mapScripts(func(rules []link.Rule) []link.Rule { return s.sentBy(from, rules) })
			return one.Conditions, one.Changes
		}
	}
	return link.Conditions{}, nil
}

// sentBy returns the rules that are for packets of a host.
func (s *Scenario) sentBy(from string, rules []link.Rule) []link.Rule {
	hosts := s.HostNames()
	var all []link.Rule
	for _, r := range rules {
		if r.Class == from {
			r.Class = ""
		}
		if !slices.Contains(hosts, r.Class) {
			all = append(all, r)
		}
	}
	return all
}

// mapScripts returns a copy of a link with other scripts. Those that were the
// same slice before are so again.
func (l *Link) mapScripts(f func([]link.Rule) []link.Rule) Link {
	c := *l
	c.Changes = slices.Clone(l.Changes)
	c.Conditions.Script = f(l.Conditions.Script)
	was, is := l.Conditions.Script, c.Conditions.Script
	for i := range c.Changes {
		script := &c.Changes[i].Conditions.Script
		if !sameScript(was, *script) {
			was, is = *script, f(*script)
		}
		*script = is
	}
	return c
}

// sameScript reports whether two scripts are one slice.
func sameScript(a, b []link.Rule) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// Check returns an error that names the first thing that cannot be.
func (s *Scenario) Check() error {
	if p := s.check(); p != nil {
		return fmt.Errorf("scenario: %s: %w", strings.ReplaceAll(strings.Join(p.where, "."), ".[", "["), p.err)
	}
	return nil
}

// A problem is an error, and where it is: links, [1].
type problem struct {
	where []string
	err   error
}

func problemAt(list string, i int, format string, args ...any) *problem {
	return &problem{[]string{list, "[" + strconv.Itoa(i) + "]"}, fmt.Errorf(format, args...)}
}

func (s *Scenario) check() *problem {
	owner := make(map[netip.Addr]string)
	for i, h := range s.Hosts {
		if !isName(h.Name) {
			return problemAt("hosts", i, "%.60q is no name: it can have letters, digits, '-', '_' and '.'", h.Name)
		}
		if slices.ContainsFunc(s.Hosts[:i], func(other Host) bool { return other.Name == h.Name }) {
			return problemAt("hosts", i, "there is another host %s", h.Name)
		}
		for _, a := range h.Addresses {
			if !a.IsValid() || a.Zone() != "" || a.Is4In6() || a.IsUnspecified() || a.IsMulticast() {
				return problemAt("hosts", i, "%v is no address of a host: write IPv4 or IPv6 such as 10.0.0.1 or fd00::1", a)
			}
			if other, taken := owner[a]; taken {
				return problemAt("hosts", i, "host %s has the address %v, too", other, a)
			}
			owner[a] = h.Name
		}
	}
	listed := make(map[[2]string]int)
	for i := range s.Links {
		if p := s.checkLink(i, listed); p != nil {
			return p
		}
	}
	return nil
}

// checkLink checks a link, and that no other is about the same way.
func (s *Scenario) checkLink(i int, listed map[[2]string]int) *problem {
	l, hosts := &s.Links[i], s.HostNames()
	for _, name := range []string{l.From, l.To} {
		if !slices.Contains(hosts, name) {
			return problemAt("links", i, "there is no host %.60q: the hosts are %s", name, strings.Join(hosts, ", "))
		}
	}
	if l.From == l.To {
		return problemAt("links", i, "it leads from %s to itself", l.From)
	}
	ways := [][2]string{{l.From, l.To}, {l.To, l.From}}
	if !l.Both {
		ways = ways[:1]
	}
	for _, way := range ways {
		if other, ok := listed[way]; ok {
			return problemAt("links", i, "links[%d] is about the way from %s to %s, too", other, way[0], way[1])
		}
		listed[way] = i
	}
	if err := l.Conditions.Check(); err != nil {
		return problemAt("links", i, "%w", err)
	}
	for k, change := range l.Changes {
		p := problemAt("links", i, "")
		p.where = append(p.where, "changes", "["+strconv.Itoa(k)+"]")
		if p.err = change.Conditions.Check(); p.err != nil {
			return p
		}
		if change.At < 0 || k > 0 && change.At <= l.Changes[k-1].At {
			p.err = fmt.Errorf("it is at %v: changes are in the order of time, from 0s on", change.At)
			return p
		}
	}
	return nil
}

// CheckClasses returns an error if a rule is about packets of a class that is
// neither among these, which who sends them has, nor a host's name.
func (s *Scenario) CheckClasses(who string, classes []string) error {
	known := slices.Concat(classes, s.HostNames())
	check := func(c *link.Conditions) error {
		for _, r := range c.Script {
			if r.Class != "" && !slices.Contains(known, r.Class) {
				return fmt.Errorf("rule %q: no packet of %s is called %q: there are %s", FormatRule(r), who, r.Class, strings.Join(known, ", "))
			}
		}
		return nil
	}
	for _, l := range s.Links {
		err := check(&l.Conditions)
		for i := range l.Changes {
			if err == nil {
				err = check(&l.Changes[i].Conditions)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
