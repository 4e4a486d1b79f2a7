package link

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Conditions are what a link does to packets. The zero value carries every
// packet at once and unchanged. Probabilities are from 0 to 1.
type Conditions struct {
	Down      bool          // nothing is carried
	Script    []Rule        // for single packets
	MTU       int           // bytes of Packet.Size; 0: no limit
	Loss      float64       // the probability that a packet is lost, by itself
	Bursts    *Bursts       // losses that come together
	Corrupt   float64       // the probability that a packet is corrupted
	CorruptBy int           // how many of its bits are flipped; 0: one
	Duplicate float64       // the probability that a packet arrives twice
	Rate      *Rate         // nil: any number of bits at once
	Delay     *Delay        // nil: none
	Reorder   float64       // the probability that a packet comes later than its delay says
	ReorderBy time.Duration // how much later
}

// Bursts is the model of Gilbert and Elliott: a channel that is good or bad, and
// may change with each packet. The mean length of a bad time is 1/R packets, and
// with H 0 and K 1 the share of packets lost is P/(P+R).
type Bursts struct {
	P float64 // the probability to turn from good to bad
	R float64 // and from bad to good; greater than 0
	H float64 // the probability that a packet passes while it is bad
	K float64 // and while it is good; 0 stands for 1
}

// A Rate is a wire that takes its time for each bit, behind a queue.
type Rate struct {
	Bits  float64 // per second
	Queue int     // bytes that can wait for the wire; 0: DefaultQueue
	CoDel bool    // drop what waited for long (RFC 8289), not only what finds no room
}

// DefaultQueue is what a Rate's queue holds: a hundred packets of 1,500 bytes.
const DefaultQueue = 150_000

// A Distribution is how delays vary.
type Distribution string

// The distributions.
const (
	Constant Distribution = ""        // always Mean
	Uniform  Distribution = "uniform" // from Mean-Jitter to Mean+Jitter
	Normal   Distribution = "normal"  // with the standard deviation Jitter, cut at 0
	Pareto   Distribution = "pareto"  // with the mean Mean and the index Shape
	Table    Distribution = "table"   // by Delay.Table
)

// A Delay is how long packets are on their way.
type Delay struct {
	Distribution Distribution
	Mean         time.Duration
	Jitter       time.Duration
	Shape        float64         // of Pareto: greater than 1; 0 stands for 3
	Table        []time.Duration // quantiles at equal distances, from the least to the greatest

	// Correlation, from 0 to below 1, is how much a packet's delay resembles that
	// of the packet before it in the flow. The distribution stays the same.
	Correlation float64

	// InOrder keeps packets from overtaking each other, as a queue does: a
	// packet comes not before those sent earlier.
	InOrder bool
}

// Check returns an error that names the first value that cannot be, and the
// range it can be in.
func (c *Conditions) Check() error {
	for _, p := range []struct {
		name  string
		value float64
	}{{"loss", c.Loss}, {"corrupt", c.Corrupt}, {"duplicate", c.Duplicate}, {"reorder", c.Reorder}} {
		if err := probability(p.name, p.value); err != nil {
			return err
		}
	}
	switch {
	case c.MTU < 0:
		return outside("mtu", c.MTU, "0 (no limit) or a number of bytes")
	case c.CorruptBy < 0:
		return outside("corrupt bits", c.CorruptBy, "1 or more")
	case c.CorruptBy > 0 && c.Corrupt == 0 && !slices.ContainsFunc(c.Script, func(r Rule) bool { return r.Action == CorruptIt }):
		return outside("corrupt bits", c.CorruptBy, "0, or with packets to corrupt")
	case c.ReorderBy < 0 || c.ReorderBy > longestDelay:
		return outside("reorder by", c.ReorderBy, "a time such as 5ms, up to a year")
	case c.Reorder > 0 && c.ReorderBy == 0:
		return outside("reorder by", c.ReorderBy, "a time such as 5ms: how much later packets come")
	}
	for i := range c.Script {
		if err := c.Script[i].check(); err != nil {
			return fmt.Errorf("rule %d: %w", i+1, err)
		}
	}
	for _, part := range []interface{ check() error }{c.Bursts, c.Rate, c.Delay} {
		if err := part.check(); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bursts) check() error {
	if b == nil {
		return nil
	}
	if !(b.R > 0) {
		return outside("bursts r", b.R, "above 0 and up to 1: a channel that is bad must become good again")
	}
	for _, p := range []struct {
		name  string
		value float64
	}{{"bursts p", b.P}, {"bursts r", b.R}, {"bursts h", b.H}, {"bursts k", b.K}} {
		if err := probability(p.name, p.value); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rate) check() error {
	switch {
	case r == nil:
		return nil
	case !(r.Bits > 0) || math.IsInf(r.Bits, 0):
		return outside("rate", r.Bits, "bits per second, more than 0")
	case r.Queue < 0:
		return outside("queue", r.Queue, "a number of bytes")
	}
	return nil
}

// longestDelay keeps times within what a Duration can hold.
const longestDelay = 365 * 24 * time.Hour

func (d *Delay) check() error {
	if d == nil {
		return nil
	}
	switch {
	case d.Mean < 0 || d.Mean > longestDelay:
		return outside("delay", d.Mean, "from 0 to a year")
	case d.Jitter < 0 || d.Jitter > longestDelay:
		return outside("jitter", d.Jitter, "from 0 to a year")
	case !(d.Correlation >= 0 && d.Correlation < 1):
		return outside("correlation", d.Correlation, "from 0 to below 1")
	case d.Correlation > 0 && d.Distribution == Constant:
		return outside("correlation", d.Correlation, "0, or with a distribution that varies: uniform, normal, pareto, table")
	case d.Shape != 0 && d.Distribution != Pareto:
		return outside("shape", d.Shape, "0, or with the distribution pareto")
	case len(d.Table) > 0 && d.Distribution != Table:
		return outside("table", d.Table, "empty, or with the distribution table")
	}
	switch d.Distribution {
	case Constant:
		if d.Jitter != 0 {
			return outside("jitter", d.Jitter, "0, or with a distribution that varies: uniform, normal")
		}
	case Uniform:
		if d.Jitter > d.Mean {
			return outside("jitter", d.Jitter, fmt.Sprintf("at most the delay, %v", d.Mean))
		}
	case Normal:
	case Pareto:
		if d.Shape != 0 && !(d.Shape > 1) {
			return outside("shape", d.Shape, "above 1: else there is no mean")
		}
	case Table:
		if len(d.Table) < 2 {
			return outside("table", d.Table, "two delays or more")
		}
		for i, t := range d.Table {
			if t < 0 || t > longestDelay || i > 0 && t < d.Table[i-1] {
				return outside("table", d.Table, "delays from 0 to a year, in rising order")
			}
		}
	default:
		return outside("distribution", d.Distribution, "uniform, normal, pareto or table; or none")
	}
	return nil
}

func probability(name string, p float64) error {
	if p >= 0 && p <= 1 {
		return nil
	}
	return outside(name, p, "from 0 to 1")
}

func outside(name string, value any, want string) error {
	return fmt.Errorf("%s is %v: it can be %s", name, value, want)
}
