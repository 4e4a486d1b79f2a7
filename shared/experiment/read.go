package experiment

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/trace"
)

// An answer is what a reading found.
type answer struct {
	text    string
	seqs    []int64
	decided bool
	settled bool // nothing that came later could change it
}

// A moment is an event of a run, and its place there.
type moment struct {
	*trace.Event
	at int
}

func decided(text string, events ...moment) answer {
	a := answer{text: text, decided: true}
	for _, e := range events {
		a.seqs = append(a.seqs, e.Seq)
	}
	return a
}

func (a answer) settle() answer {
	a.settled = true
	return a
}

// read reads the answer off a run.
func (r *Reading) read(run []trace.Event) answer {
	found := all(&r.Of, run)
	switch r.Read {
	case "count":
		return decided(strconv.Itoa(len(found)), found...)
	case "sum":
		n := 0
		for _, e := range found {
			n += length(e.Event)
		}
		return decided(strconv.Itoa(n), found...)
	case "who":
		return decided(hosts(found), found...)
	case "waiting":
		back := make(map[int64]bool)
		for i := range run {
			back[run[i].Enter] = true
		}
		found = slices.DeleteFunc(found, func(e moment) bool { return back[e.Seq] })
		return decided(hosts(found), found...)
	case "happens":
		if len(found) == 0 {
			return decided("no")
		}
		return decided("yes", found[0]).settle()
	case "inversions":
		found = inversions(found)
		return decided(strconv.Itoa(len(found)), found...)
	case "value":
		e, ok := r.nth(found)
		if !ok {
			return answer{}
		}
		a := decided(value(e.Event, r.Field), e)
		a.settled = r.Nth >= 0
		return a
	}
	return r.compare(run, found)
}

// compare is read for what has a Then.
func (r *Reading) compare(run []trace.Event, found []moment) answer {
	var then []moment
	if r.Then != nil {
		then = all(r.Then, run)
	}
	switch r.Read {
	case "ratio":
		if len(then) == 0 {
			return answer{}
		}
		return decided(number(100*float64(len(found))/float64(len(then))), append(found, then...)...)
	case "first":
		switch {
		case len(found) > 0 && (len(then) == 0 || found[0].at < then[0].at):
			return decided("1", found[0]).settle()
		case len(then) > 0:
			return decided("2", then[0]).settle()
		}
		return answer{}
	}
	return r.time(run, found, then)
}

// time is read for how long something took.
func (r *Reading) time(run []trace.Event, found, then []moment) answer {
	begin, ok := r.nth(found)
	if !ok {
		return answer{}
	}
	if r.Then == nil { // the call's own return
		then = nil
		for i := range run {
			if e := &run[i]; e.Kind == trace.KindReturn && e.Enter == begin.Seq {
				then = append(then, moment{e, i})
			}
		}
	}
	for _, e := range then {
		if e.at > begin.at && (!r.Same || e.Host == begin.Host && e.Sock == begin.Sock) {
			a := decided(number(float64(e.Time-begin.Time)/float64(time.Millisecond)), begin, e)
			a.settled = r.Nth >= 0
			return a
		}
	}
	return answer{}
}

// all returns the events of a run that match.
func all(m *Match, run []trace.Event) (found []moment) {
	for i := range run {
		if m.matches(&run[i]) {
			found = append(found, moment{&run[i], i})
		}
	}
	return found
}

// nth returns the event that the reading is about.
func (r *Reading) nth(found []moment) (e moment, ok bool) {
	i := r.Nth - 1
	switch {
	case r.Nth == 0:
		i = 0
	case r.Nth < 0:
		i = len(found) + r.Nth
	}
	if i < 0 || i >= len(found) {
		return moment{}, false
	}
	return found[i], true
}

// hosts returns the names of hosts, sorted, each once.
func hosts(events []moment) string {
	var names []string
	for _, e := range events {
		names = append(names, e.Host)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}

// inversions returns the packets that one of their flow with a higher number came
// before. A copy of a packet is as late as any.
func inversions(packets []moment) (late []moment) {
	highest := make(map[[2]string]int64)
	for _, e := range packets {
		flow := [2]string{e.Packet.Link, e.Packet.Flow}
		if e.Packet.N < highest[flow] {
			late = append(late, e)
		}
		highest[flow] = max(highest[flow], e.Packet.N)
	}
	return late
}

// number returns a number as people write it: below 10 with a digit after the point.
func number(f float64) string {
	if math.Abs(f) < 10 {
		f = math.Round(f*10) / 10
	} else {
		f = math.Round(f)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
