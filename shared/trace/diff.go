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

// String returns both events as lines of text, each after its run's letter, and
// where these are the same the names of the fields that differ.
func (d *Difference) String() string {
	a, b := oneLine(d.A), oneLine(d.B)
	text := "a: " + a + "\nb: " + b + "\n"
	if d.A != nil && d.B != nil && (a == b || d.A.Clock != "virtual") {
		text += "they differ in " + strings.Join(fields(d.A, d.B), ", ") + "\n"
	}
	return text
}

// fields returns the names of fields that differ.
func fields(a, b *Event) (names []string) {
	va, vb := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range va.NumField() {
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			names = append(names, strings.ToLower(va.Type().Field(i).Name))
		}
	}
	return names
}

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
