package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/socketlab/socketlab/shared/link"
)

// ParseConditions reads short text, such as
//
//	loss=20%,delay=50ms,jitter=10ms,rate=1Mbit,queue=64KiB,drop=data:3,ack:7
//
// and returns what it makes of other conditions: each key that is there
// replaces, and none as a value takes away. The order of keys does not matter.
// Keys says which there are.
//
// delay is a whole new delay; jitter, distribution and those of its other parts
// that are there change it, or the one of base. drop, hold, rule and, with single
// packets, duplicate and corrupt add rules behind those of base.
func ParseConditions(base link.Conditions, text string) (link.Conditions, error) {
	s, err := parseShort(text)
	if err == nil {
		base, err = s.apply(base)
	}
	if err != nil {
		return link.Conditions{}, fmt.Errorf("conditions %.200q: %w", text, err)
	}
	return base, nil
}

// short is short text: the values of each key.
type short map[string][]string

// parseShort splits text at its commas. A part without = is a key that needs no
// value, or else a further value of the key before it.
func parseShort(text string) (short, error) {
	s := make(short)
	if strings.TrimSpace(text) == "" {
		return s, nil
	}
	known := shortKeys()
	last := ""
	for _, part := range strings.Split(text, ",") {
		name, value, ok := strings.Cut(part, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		i := slices.IndexFunc(known, func(k key) bool { return k.Name == name })
		switch {
		case i < 0 && !ok && last != "":
			name, value = last, name
		case i < 0:
			return nil, fmt.Errorf("%.60q is no key: there are %s", name, nameList(known))
		case !ok && known[i].kind == boolean:
			value, last = "true", ""
		case !ok:
			return nil, fmt.Errorf("%s has no value: write, for example, %s=%s", name, name, known[i].Value)
		default:
			last = name
		}
		s[name] = append(s[name], value)
	}
	return s, nil
}

// apply returns what the text makes of conditions.
func (s short) apply(c link.Conditions) (link.Conditions, error) {
	for _, k := range shortKeys() {
		values := s[k.Name]
		if len(values) > 1 && slices.ContainsFunc(values, func(v string) bool { return !k.isRule(v) }) {
			return c, fmt.Errorf("%s has more than one value: %.60q", k.Name, strings.Join(values, ","))
		}
		for _, value := range values {
			set := k.set
			switch {
			case value == none:
				k.clear(&c)
				continue
			case k.isRule(value) && k.kind != rules:
				set = addRule(link.Action(k.Name))
			}
			if err := set(&c, value); err != nil {
				return c, fmt.Errorf("%s: %w", k.Name, err)
			}
		}
	}
	return c, c.Check()
}

// isRule reports whether a value is about single packets: data:3, 2-5, */10. A
// number alone is a probability where the key has one.
func (k *key) isRule(value string) bool {
	single := k.Name == string(link.DuplicateIt) || k.Name == string(link.CorruptIt)
	return k.kind == rules || single && strings.ContainsAny(value, ":*-")
}
