package experiment

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/socketlab/socketlab/shared/trace"
)

// A Verdict is what a run says.
type Verdict struct {
	Decided bool    `json:"decided"`
	Answer  string  `json:"answer"` // as text: "3", "client server", "ECONNREFUSED"
	Option  int     `json:"option"` // that it falls under, from 0; -1: none
	Seqs    []int64 `json:"seqs"`   // of the events that decided
}

// Judge reads the answer off a run's events. failed says that the run ended with an
// error: then what counts all of the events is undecided, unless it is about the call that failed.
func (e *Experiment) Judge(events []trace.Event, failed bool) Verdict {
	return judge(&e.Answer, e.Options, events, failed)
}

// Judge is Experiment.Judge for a claim. One that no run can tell is undecided.
func (c *Claim) Judge(events []trace.Event, failed bool) Verdict {
	if c.Answer == nil {
		return Verdict{Option: -1}
	}
	return judge(c.Answer, c.Options, events, failed)
}

// Says returns the claim's sentence for a verdict, which must have decided, in a
// language.
func (c *Claim) Says(v Verdict, lang string) string {
	answer := v.Answer
	if v.Option >= 0 {
		answer = c.Options[v.Option].Text.In(lang)
	}
	return strings.ReplaceAll(c.Kernel.In(lang), placeholder, answer)
}

func judge(r *Reading, options []Option, events []trace.Event, failed bool) Verdict {
	v := Verdict{Option: -1}
	run := seen(events)
	if len(run) == 0 {
		return v
	}
	a := r.read(run)
	if !a.decided || failed && !a.settled && !r.looksAt(run) {
		return v
	}
	v.Decided, v.Answer, v.Seqs = true, a.text, a.seqs
	v.Option = slices.IndexFunc(options, func(o Option) bool { return o.holds(a.text) })
	return v
}

// holds reports whether an answer falls under the option.
func (o *Option) holds(answer string) bool {
	if o.Is != nil {
		return *o.Is == answer
	}
	n, err := strconv.ParseFloat(answer, 64)
	return err == nil && (o.Min == nil || n >= *o.Min) && (o.Max == nil || n <= *o.Max)
}

// seen returns the events in the order of their time, for some are recorded
// late, up to the first standstill: what follows is how the run was ended. Calls that
// the end of the run cut off are left without a return: their program never saw one.
func seen(events []trace.Event) []trace.Event {
	var run []trace.Event
	closing := make(map[[2]string]bool)
	for _, e := range events {
		if isStandstill(&e) {
			break
		}
		of := [2]string{e.Host, e.Sock}
		if e.Kind == trace.KindEnter && e.Call == "close" {
			closing[of] = true
		}
		if e.Kind == trace.KindReturn && e.Err == cut && !closing[of] {
			continue
		}
		run = append(run, e)
	}
	slices.SortStableFunc(run, func(a, b trace.Event) int { return cmp.Compare(a.Time, b.Time) })
	return run
}

// cut is the error of a call whose socket was closed meanwhile.
const cut = "the socket is closed"

// looksAt reports whether the reading is about the call that failed last, with
// which the run ended.
func (r *Reading) looksAt(run []trace.Event) bool {
	for i := len(run) - 1; i >= 0; i-- {
		if e := &run[i]; e.Kind == trace.KindReturn && failed(e) {
			return r.Of.holds(e) || r.Then != nil && r.Then.holds(e)
		}
	}
	return false
}
