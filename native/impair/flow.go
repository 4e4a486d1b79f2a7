package impair

import (
	"fmt"
	"math"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

// A Flow is what happens to the bytes of a TCP connection one way. The zero
// value passes them on as they come.
type Flow struct {
	Delay *link.Delay // bytes never overtake each other
	Rate  *link.Rate  // Queue and CoDel mean nothing: TCP waits instead
	Stall bool        // nothing is passed on

	// Slice is how many bytes are written at a time at most; 0: as many as there
	// are. A receiver that is slower finds several slices at once, unless Gap, the
	// time between them, lets it keep up.
	Slice int
	Gap   time.Duration

	// After so many bytes of a connection, it stalls for good, or is reset; 0: never.
	StallAfter, ResetAfter int64
}

// Check returns an error that names the first value that cannot be.
func (f *Flow) Check() error {
	for _, n := range []struct {
		name  string
		bytes int64
	}{{"slice", int64(f.Slice)}, {"stall after", f.StallAfter}, {"reset after", f.ResetAfter}} {
		if n.bytes < 0 {
			return fmt.Errorf("%s is %d: it can be a number of bytes, 0 for never", n.name, n.bytes)
		}
	}
	switch {
	case f.Gap < 0:
		return fmt.Errorf("gap is %v: it can be a time such as 10ms", f.Gap)
	case f.Gap > 0 && f.Slice == 0:
		return fmt.Errorf("gap is %v: it is between slices: say of how many, as slice=1", f.Gap)
	}
	c := f.conditions()
	return c.Check()
}

// conditions returns what a link does of it. The stream's window is the queue. Even
// without a delay the order is kept: bytes of before may be under way.
func (f *Flow) conditions() (c link.Conditions) {
	c.Delay = new(link.Delay)
	if f.Delay != nil {
		*c.Delay = *f.Delay
	}
	c.Delay.InOrder = true
	if f.Rate != nil {
		c.Rate = &link.Rate{Bits: f.Rate.Bits, Queue: math.MaxInt}
	}
	return c
}
