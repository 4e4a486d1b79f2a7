package scenario

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

// delayKeys returns the keys about delay. The first takes the place of the whole
// delay; the others change what is there.
func delayKeys() []key {
	return []key{
		{Key{"delay", "50ms", "how long packets are on their way"}, anyText,
			func(c *link.Conditions, text string) error {
				d, err := parseTime(text)
				c.Delay = &link.Delay{Mean: d}
				return err
			},
			func(c *link.Conditions) { c.Delay = nil }},
		{Key{"jitter", "10ms", "how much delays vary; without a distribution they are uniform"}, anyText,
			onDelay(setJitter),
			clearDelay(func(d *link.Delay) {
				d.Jitter = 0
				if d.Distribution == link.Uniform {
					d.Distribution = link.Constant
				}
			})},
		{Key{"distribution", "normal", "how delays vary: uniform, normal, pareto or table"}, anyText,
			onDelay(setDistribution),
			clearDelay(func(d *link.Delay) { *d = link.Delay{Mean: d.Mean, InOrder: d.InOrder} })},
		{Key{"shape", "3", "the index of pareto, above 1"}, number,
			onDelay(func(d *link.Delay, text string) (err error) {
				if d.Shape, err = parseNumber(text); err != nil || d.Shape == 0 {
					err = fmt.Errorf("%.60q is no shape: write a number above 1", text)
				}
				return err
			}),
			clearDelay(func(d *link.Delay) { d.Shape = 0 })},
		{Key{"table", "10ms/20ms/60ms", "quantiles of the distribution table, at equal distances"}, composite,
			onDelay(func(d *link.Delay, text string) error { return setTable(d, strings.Split(text, "/")) }),
			clearDelay(func(d *link.Delay) { d.Table = nil })},
		{Key{"correlation", "25%", "how much a packet's delay resembles the one before"}, anyText,
			onDelay(func(d *link.Delay, text string) (err error) {
				d.Correlation, err = parseChance(text)
				return err
			}),
			clearDelay(func(d *link.Delay) { d.Correlation = 0 })},
		{Key{"inOrder", "", "packets do not overtake each other, however their delays vary"}, boolean,
			onDelay(func(d *link.Delay, text string) (err error) {
				d.InOrder, err = parseBool(text)
				return err
			}),
			clearDelay(func(d *link.Delay) { d.InOrder = false })},
	}
}

// onDelay returns a function that changes a copy of the delay.
func onDelay(f func(*link.Delay, string) error) func(*link.Conditions, string) error {
	return func(c *link.Conditions, text string) error {
		var d link.Delay
		if c.Delay != nil {
			d = *c.Delay
		}
		c.Delay = &d
		return f(&d, text)
	}
}

func clearDelay(f func(*link.Delay)) func(*link.Conditions) {
	return func(c *link.Conditions) {
		if c.Delay != nil {
			d := *c.Delay
			f(&d)
			c.Delay = &d
		}
	}
}

func setJitter(d *link.Delay, text string) (err error) {
	d.Jitter, err = parseTime(text)
	if d.Distribution == link.Constant && d.Jitter > 0 {
		d.Distribution = link.Uniform
	}
	return err
}

func setDistribution(d *link.Delay, text string) error {
	switch as := link.Distribution(text); as {
	case link.Uniform, link.Normal, link.Pareto, link.Table:
		d.Distribution = as
	case "constant":
		d.Distribution = link.Constant
	default:
		return fmt.Errorf("%.60q is no distribution: write constant, uniform, normal, pareto or table", text)
	}
	return nil
}

func setTable(d *link.Delay, texts []string) error {
	d.Table = make([]time.Duration, len(texts))
	for i, text := range texts {
		t, err := parseTime(text)
		if err != nil {
			return fmt.Errorf("%s of the table: %w", ordinal(i+1), err)
		}
		d.Table[i] = t
	}
	return nil
}

// ordinal returns "number 3".
func ordinal(n int) string { return "number " + strconv.Itoa(n) }
