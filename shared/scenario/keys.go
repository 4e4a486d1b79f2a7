package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

// A Key is a condition that short text can set.
type Key struct {
	Name  string // "loss"
	Value string // an example: "20%"; "" if the name alone will do
	About string // what it does
}

// Keys returns the keys of short text, for the flags of a command line. It
// leaves out down, which is a flag's name for a direction.
func Keys() []Key {
	var all []Key
	for _, k := range shortKeys() {
		if k.Name != "down" {
			all = append(all, k.Key)
		}
	}
	return all
}

// A kind says how JSON writes a value.
type kind int

const (
	anyText   kind = iota // a string or a number
	boolean               // in short text the name alone will do
	number                // never a string
	composite             // an object or an array
	rules                 // an array of rules; in short text a list, which JSON has no key for
)

// A key is a condition as text sets it.
type key struct {
	Key
	kind  kind
	set   func(c *link.Conditions, text string) error
	clear func(c *link.Conditions)
}

// shortKeys returns the keys of short text in the order in which they are
// applied: those that others need come first.
func shortKeys() []key {
	return slices.Concat(packetKeys(), rateKeys(), delayKeys(), ruleKeys())
}

// packetKeys returns the keys that are about packets one by one.
func packetKeys() []key {
	return []key{
		{Key{"down", "", "the link carries nothing"}, boolean,
			set(func(c *link.Conditions) *bool { return &c.Down }, parseBool),
			func(c *link.Conditions) { c.Down = false }},
		{Key{"mtu", "1500", "drop packets of more bytes"}, anyText,
			set(func(c *link.Conditions) *int { return &c.MTU }, parseSize),
			func(c *link.Conditions) { c.MTU = 0 }},
		{Key{"loss", "20%", "lose that share of packets"}, anyText,
			set(func(c *link.Conditions) *float64 { return &c.Loss }, parseChance),
			func(c *link.Conditions) { c.Loss = 0 }},
		{Key{"bursts", "1%/25%", "lose packets in bursts, by the model of Gilbert and Elliott: p/r, p/r/h or p/r/h/k"}, composite,
			setBursts, func(c *link.Conditions) { c.Bursts = nil }},
		{Key{"corrupt", "1%", "flip bits in that share of packets; or in single packets: data:3"}, anyText,
			set(func(c *link.Conditions) *float64 { return &c.Corrupt }, parseChance),
			func(c *link.Conditions) { c.Corrupt = 0 }},
		{Key{"corruptBits", "2", "how many bits of a corrupted packet are flipped"}, number,
			set(func(c *link.Conditions) *int { return &c.CorruptBy }, parseCount),
			func(c *link.Conditions) { c.CorruptBy = 0 }},
		{Key{"duplicate", "1%", "send that share of packets twice; or single packets: data:3"}, anyText,
			set(func(c *link.Conditions) *float64 { return &c.Duplicate }, parseChance),
			func(c *link.Conditions) { c.Duplicate = 0 }},
		{Key{"reorder", "5%/20ms", "let that share of packets come so much later"}, composite,
			setReorder, func(c *link.Conditions) { c.Reorder, c.ReorderBy = 0, 0 }},
	}
}

// rateKeys returns the keys about a wire and its queue.
func rateKeys() []key {
	return []key{
		{Key{"rate", "1Mbit", "bits per second that the wire carries"}, anyText,
			func(c *link.Conditions, text string) (err error) {
				var r link.Rate
				if c.Rate != nil {
					r = *c.Rate
				}
				r.Bits, err = parseRate(text)
				c.Rate = &r
				return err
			},
			func(c *link.Conditions) { c.Rate = nil }},
		{Key{"queue", "64KiB", "bytes that can wait for the wire; without it 150kB"}, anyText,
			onRate(func(r *link.Rate, text string) (err error) {
				r.Queue, err = parseSize(text)
				if err == nil && r.Queue == 0 {
					err = fmt.Errorf("%q is no queue: it can be 1 byte or more", text)
				}
				return err
			}),
			clearRate(func(r *link.Rate) { r.Queue = 0 })},
		{Key{"codel", "", "drop what has waited for long (RFC 8289), not only what finds no room"}, boolean,
			onRate(func(r *link.Rate, text string) (err error) {
				r.CoDel, err = parseBool(text)
				return err
			}),
			clearRate(func(r *link.Rate) { r.CoDel = false })},
	}
}

// ruleKeys returns the keys of short text that add rules for single packets.
func ruleKeys() []key {
	clearAll := func(c *link.Conditions) { c.Script = nil }
	return []key{
		{Key{"drop", "data:3,ack:7", "drop single packets; a host's name as class: those that it sends"}, rules,
			addRule(link.DropIt), clearAll},
		{Key{"hold", "data:3 2", "hold a packet until so many more were sent"}, rules, addRule(link.HoldIt), clearAll},
		{Key{"rule", "delay ack:2 200ms", "any rule: drop, delay, duplicate, corrupt or hold"}, rules, addRule(""), clearAll},
	}
}

// addRule returns a function that adds a rule, of which it gets what comes behind
// the action. It leaves the script as it was to others who have it.
func addRule(action link.Action) func(*link.Conditions, string) error {
	return func(c *link.Conditions, text string) error {
		r, err := ParseRule(strings.TrimSpace(string(action) + " " + text))
		c.Script = append(slices.Clip(c.Script), r)
		return err
	}
}

// set returns a function that reads a field.
func set[T any](field func(*link.Conditions) *T, parse func(string) (T, error)) func(*link.Conditions, string) error {
	return func(c *link.Conditions, text string) error {
		value, err := parse(text)
		if err == nil {
			*field(c) = value
		}
		return err
	}
}

// onRate returns a function that changes a copy of the rate.
func onRate(f func(*link.Rate, string) error) func(*link.Conditions, string) error {
	return func(c *link.Conditions, text string) error {
		if c.Rate == nil {
			return fmt.Errorf("there is no wire that packets could wait for: give a rate, too, such as 1Mbit")
		}
		r := *c.Rate
		c.Rate = &r
		return f(&r, text)
	}
}

func clearRate(f func(*link.Rate)) func(*link.Conditions) {
	return func(c *link.Conditions) {
		if c.Rate != nil {
			r := *c.Rate
			f(&r)
			c.Rate = &r
		}
	}
}

// setBursts reads p/r, p/r/h or p/r/h/k.
func setBursts(c *link.Conditions, text string) error {
	var b link.Bursts
	parts := strings.Split(text, "/")
	if len(parts) < 2 || len(parts) > 4 {
		return fmt.Errorf("%.60q is no bursts: write p/r, p/r/h or p/r/h/k, for example 1%%/25%%", text)
	}
	for i, to := range []*float64{&b.P, &b.R, &b.H, &b.K}[:len(parts)] {
		p, err := parseChance(parts[i])
		if err != nil {
			return err
		}
		*to = p
	}
	c.Bursts = &b
	if len(parts) == 4 {
		return checkK(b.K)
	}
	return nil
}

// checkK refuses a k of 0, which in link.Bursts stands for 1.
func checkK(k float64) error {
	if k == 0 {
		return fmt.Errorf("k is 0: it can be above 0: some packets pass while the channel is good")
	}
	return nil
}

// setReorder reads PROBABILITY/TIME.
func setReorder(c *link.Conditions, text string) error {
	chance, by, ok := strings.Cut(text, "/")
	if !ok {
		return fmt.Errorf("%.60q does not say how much later packets come: write, for example, 5%%/20ms", text)
	}
	p, err := parseChance(chance)
	var d time.Duration
	if err == nil {
		d, err = parseTime(by)
	}
	c.Reorder, c.ReorderBy = p, d
	return err
}
