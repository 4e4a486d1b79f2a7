package trace

import (
	"reflect"
	"strings"
)

// A Difference is where two runs part.
type Difference struct {
	Index int    // of the first event that differs, from 0
	A, B  *Event // nil: that run has ended
}

// Diff returns the first difference between two runs, event by event, or nil.
// Times count only if both runs were in virtual time.
func Diff(a, b []Event) *Difference {
	for i := range max(len(a), len(b)) {
		d := &Difference{Index: i}
		if i < len(a) {
			d.A = &a[i]
		}
		if i < len(b) {
			d.B = &b[i]
		}
		if d.A == nil || d.B == nil || !same(*d.A, *d.B) {
			return d
		}
	}
	return nil
}

func same(a, b Event) bool {
	if a.Clock != "virtual" || b.Clock != "virtual" {
		a.Time, b.Time = 0, 0
	}
	return reflect.DeepEqual(a, b)
}

// String returns both events as lines of text, each after its run's letter.
func (d *Difference) String() string { return "a: " + oneLine(d.A) + "\nb: " + oneLine(d.B) + "\n" }

func oneLine(e *Event) string {
	if e == nil {
		return "the run has ended"
	}
	var out strings.Builder
	t := Text(&out, false)
	t.Event(e)
	t.Flush()
	return strings.TrimSpace(out.String())
}
