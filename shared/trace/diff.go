package trace

import (
	"reflect"
	"slices"
	"strings"
)

// A Difference is where two runs part.
type Difference struct {
	Index int    // of the first event that differs, from 0; in B if A is nil
	A, B  *Event // nil: that run, or what it had of that kind, has ended
}

// Diff returns the first difference between two runs, event by event, or nil. In
// virtual time everything counts. In other times, which vary, the calls of each
// socket are compared with each other, and the packets of each flow, and not when
// they were.
func Diff(a, b []Event) *Difference {
	if !inVirtualTime(a) || !inVirtualTime(b) {
		return diffStrands(a, b)
	}
	for i := range max(len(a), len(b)) {
		d := &Difference{Index: i}
		if i < len(a) {
			d.A = &a[i]
		}
		if i < len(b) {
			d.B = &b[i]
		}
		if d.A == nil || d.B == nil || !reflect.DeepEqual(*d.A, *d.B) {
			return d
		}
	}
	return nil
}

func inVirtualTime(run []Event) bool {
	return !slices.ContainsFunc(run, func(e Event) bool { return e.Clock != "virtual" })
}

// diffStrands is Diff for runs in which the order of independent events varies.
func diffStrands(a, b []Event) (first *Difference) {
	in := strands(b)
	for name, as := range strands(a) {
		bs := in[name]
		delete(in, name)
		for i := range max(len(as), len(bs)) {
			var d *Difference
			switch {
			case i >= len(bs):
				d = &Difference{Index: as[i], A: &a[as[i]]}
			case i >= len(as):
				d = &Difference{Index: bs[i], B: &b[bs[i]]}
			case !reflect.DeepEqual(timeless(a[as[i]]), timeless(b[bs[i]])):
				d = &Difference{as[i], &a[as[i]], &b[bs[i]]}
			}
			if d != nil {
				first = sooner(first, d)
				break
			}
		}
	}
	for _, bs := range in {
		first = sooner(first, &Difference{Index: bs[0], B: &b[bs[0]]})
	}
	return first
}

func sooner(a, b *Difference) *Difference {
	if a == nil || b.Index < a.Index {
		return b
	}
	return a
}

// strands returns the events of each socket, of each flow of packets, and of what
// else a host has, as indices.
func strands(run []Event) map[string][]int {
	all := make(map[string][]int)
	for i, e := range run {
		name := strings.Join([]string{e.Host, e.Sock}, " ")
		switch {
		case e.Packet != nil:
			name = strings.Join([]string{e.Host, e.Packet.Link, e.Packet.Flow}, " ")
		case e.TCP != nil:
			continue // how often it was looked at
		case e.Kind != KindEnter && e.Kind != KindReturn:
			name = strings.Join([]string{e.Host, string(e.Kind)}, " ")
		}
		all[name] = append(all[name], i)
	}
	return all
}

// timeless returns an event without what says when it was, among others too.
func timeless(e Event) Event {
	e.Seq, e.Enter, e.Time, e.Msg, e.Timeout = 0, 0, 0, 0, 0
	if e.Kind == KindStdout {
		e.Text = unmeasured(e.Text)
	}
	if e.Packet != nil {
		p := *e.Packet
		p.Delay = 0
		e.Packet = &p
	}
	return e
}

// unmeasured returns text with # for what a program prints that it has measured:
// numbers with a fraction.
func unmeasured(text string) string {
	var out strings.Builder
	for {
		at := strings.IndexAny(text, decimal)
		if at < 0 {
			return out.String() + text
		}
		end := strings.TrimLeft(text[at:], decimal)
		if rest := strings.TrimLeft(strings.TrimPrefix(end, "."), decimal); len(rest) < len(end)-1 {
			out.WriteString(text[:at] + "#")
			text = rest
			continue
		}
		out.WriteString(text[:len(text)-len(end)])
		text = end
	}
}

const decimal = "0123456789"

// String returns both events as lines of text, each after its run's letter, and
// where these are the same the names of the fields that differ.
func (d *Difference) String() string {
	a, b := oneLine(d.A), oneLine(d.B)
	text := "a: " + a + "\nb: " + b + "\n"
	if d.A != nil && d.B != nil && a[strings.Index(a, " ")+1:] == b[strings.Index(b, " ")+1:] { // but for their times
		text += "they differ in " + strings.Join(fields(d.A, d.B), ", ") + "\n"
	}
	return text
}

// fields returns the names of fields that differ.
func fields(a, b *Event) (names []string) {
	x, y := *a, *b
	if a.Clock != "virtual" {
		x, y = timeless(x), timeless(y)
	}
	va, vb := reflect.ValueOf(x), reflect.ValueOf(y)
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
	if e.Packet != nil { // Text leaves out the delay of every packet
		shown, p := *e, *e.Packet
		p.Stage, shown.Packet = "", &p
		e = &shown
	}
	t.Event(e)
	t.Flush()
	return strings.TrimSpace(out.String())
}
