package scenario

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/socketlab/socketlab/shared/link"
)

// String returns what each way between two hosts does, one a line; a line with
// <> is about both directions:
//
//	client > server: loss 20 %, delay 50 ms, rate 1 Mbit/s with a queue of 64 KiB
func (s *Scenario) String() string {
	var lines []string
	hosts := s.HostNames()
	for i, a := range hosts {
		for _, b := range hosts[i+1:] {
			there, back := Describe(s.Link(a, b)), Describe(s.Link(b, a))
			if there == back {
				lines = append(lines, fmt.Sprintf("%s <> %s: %s", a, b, there))
				continue
			}
			lines = append(lines, fmt.Sprintf("%s > %s: %s", a, b, there), fmt.Sprintf("%s > %s: %s", b, a, back))
		}
	}
	return strings.Join(lines, "\n")
}

// Describe returns what conditions do, and what each change brings, in a line for
// people.
func Describe(c link.Conditions, changes []link.Change) string {
	before := aspects(&c)
	line := ""
	for _, a := range before {
		line = join(line, a.text)
	}
	if line == "" {
		line = "perfect"
	}
	for i := range changes {
		now, news := aspects(&changes[i].Conditions), ""
		for k, a := range now {
			if a.text != before[k].text {
				news = join(news, cmp.Or(a.text, a.gone))
			}
		}
		line += fmt.Sprintf("; from %s: %s", timeForPeople(changes[i].At), cmp.Or(news, "as before"))
		before = now
	}
	return line
}

func join(line, part string) string {
	if line == "" || part == "" {
		return line + part
	}
	return line + ", " + part
}

// An aspect is one of the things that conditions do; text is "" if they do not.
type aspect struct{ text, gone string }

// aspects returns all of them, always in the same order.
func aspects(c *link.Conditions) []aspect {
	var rules, bursts, delay, bits string
	for _, r := range c.Script {
		rules = join(rules, FormatRule(r))
	}
	if c.Bursts != nil {
		bursts = describeBursts(c.Bursts)
	}
	if c.Delay != nil {
		delay = describeDelay(c.Delay)
	}
	if c.CorruptBy > 1 {
		bits = fmt.Sprintf(" by %d bits", c.CorruptBy)
	}
	return []aspect{
		{when(c.Down, "down"), "up"},
		{rules, "no rules"},
		{when(c.MTU > 0, "MTU %d", c.MTU), "no MTU"},
		{when(c.Loss > 0, "loss %s", forPeople(formatChance(c.Loss))), "no loss"},
		{bursts, "no bursts"},
		{when(c.Corrupt > 0, "corrupt %s%s", forPeople(formatChance(c.Corrupt)), bits), "corrupt nothing"},
		{when(c.Duplicate > 0, "duplicate %s", forPeople(formatChance(c.Duplicate))), "duplicate nothing"},
		{delay, "no delay"},
		{when(c.Reorder > 0, "reorder %s by %s", forPeople(formatChance(c.Reorder)), timeForPeople(c.ReorderBy)), "reorder nothing"},
		{describeRate(c.Rate), "any rate"},
	}
}

func when(there bool, format string, args ...any) string {
	if !there {
		return ""
	}
	return fmt.Sprintf(format, args...)
}

func describeRate(r *link.Rate) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf("rate %s/s with a queue of %s%s", forPeople(formatRate(r.Bits)),
		forPeople(formatSize(cmp.Or(r.Queue, link.DefaultQueue))), when(r.CoDel, " and CoDel"))
}

// describeBursts says how long bursts are and how much is lost in the long run.
func describeBursts(b *link.Bursts) string {
	k := cmp.Or(b.K, 1)
	bad := b.P / (b.P + b.R)
	lost := bad*(1-b.H) + (1-bad)*(1-k)
	return fmt.Sprintf("bursts of %.3g packets that lose %.3g %% in all", 1/b.R, 100*lost)
}

// describeDelay says what a delay is and how it varies.
func describeDelay(d *link.Delay) string {
	text := "delay " + timeForPeople(d.Mean)
	how := string(d.Distribution)
	switch d.Distribution {
	case link.Uniform, link.Normal:
		text += " ± " + timeForPeople(d.Jitter)
	case link.Pareto:
		if d.Shape != 0 {
			how += " of shape " + strconv.FormatFloat(d.Shape, 'g', -1, 64)
		}
	case link.Table:
		if len(d.Table) == 0 {
			break
		}
		text = fmt.Sprintf("delay %s to %s", timeForPeople(d.Table[0]), timeForPeople(d.Table[len(d.Table)-1]))
		how = fmt.Sprintf("by a table of %d", len(d.Table))
	}
	var extras []string
	if how != "" {
		extras = append(extras, how)
	}
	if d.Correlation > 0 {
		extras = append(extras, "correlation "+forPeople(formatChance(d.Correlation)))
	}
	if d.InOrder {
		extras = append(extras, "in order")
	}
	if len(extras) > 0 {
		text += " (" + strings.Join(extras, ", ") + ")"
	}
	return text
}

// forPeople puts a space between a number and its unit: "20 %".
func forPeople(text string) string {
	i := strings.IndexFunc(text, func(c rune) bool { return unicode.IsLetter(c) || c == '%' })
	if i <= 0 {
		return text
	}
	return text[:i] + " " + text[i:]
}

// timeForPeople returns a time in one unit: "50 ms", "1.5 s".
func timeForPeople(d time.Duration) string {
	unit, name := time.Second, "s"
	switch {
	case d == 0:
	case d < time.Microsecond:
		unit, name = time.Nanosecond, "ns"
	case d < time.Millisecond:
		unit, name = time.Microsecond, "µs"
	case d < time.Second:
		unit, name = time.Millisecond, "ms"
	}
	return strconv.FormatFloat(float64(d)/float64(unit), 'f', -1, 64) + " " + name
}
