package recording

import (
	"slices"
	"strconv"
	"strings"

	"github.com/socketlab/socketlab/shared/trace"
)

// parts returns the first difference between two runs. Those of different lessons,
// whose servers have these ports, differ in that and in where their code is, which
// nobody asks for: there, neither counts.
func parts(a, b []trace.Event, ports [2]int) *trace.Difference {
	if ports[0] == ports[1] {
		return trace.Diff(a, b)
	}
	d := trace.Diff(alike(a, ports[0]), alike(b, ports[1]))
	if d != nil {
		d.A, d.B = own(a, d.A), own(b, d.B)
	}
	return d
}

// alike returns a run without the places in the code, and with the word port for a
// server's port in addresses and in what is printed of them.
func alike(run []trace.Event, port int) []trace.Event {
	named := func(s *string) { *s = without(*s, strconv.Itoa(port)) }
	all := make([]trace.Event, len(run))
	for i := range run {
		e := placeless(run[i].Clone())
		for _, s := range []*string{&e.Result, &e.Text, &e.Local, &e.Peer} {
			named(s)
		}
		for j := range e.Args {
			named(&e.Args[j].Value)
		}
		if e.Packet != nil {
			named(&e.Packet.Flow)
		}
		all[i] = e
	}
	return all
}

// without returns text with the word port for one that is part of an address, as in
// 10.0.0.2:12348 and ('10.0.0.2', 12348).
func without(text, port string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, port)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		begins := strings.HasSuffix(before, ":") || strings.HasSuffix(before, ", ")
		if ends := after == "" || after[0] < '0' || after[0] > '9'; begins && ends {
			out.WriteString("port")
		} else {
			out.WriteString(port)
		}
		text = after
	}
}

func placeless(e trace.Event) trace.Event {
	e.Step, e.Line = "", 0
	return e
}

// own returns an event of a run as it was; nil stays nil.
func own(run []trace.Event, e *trace.Event) *trace.Event {
	if e == nil {
		return nil
	}
	i := slices.IndexFunc(run, func(one trace.Event) bool { return one.Seq == e.Seq })
	was := placeless(run[i])
	return &was
}
