package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/trace"
)

// nothingTyped reports whether stdin has nothing to type, so that the experiment's
// lines are typed. A terminal is for the prediction.
func (c *console) nothingTyped(ctx context.Context) (bool, error) {
	f, ok := c.stdin.(*os.File)
	if ok {
		info, err := f.Stat()
		if err != nil || info.Mode()&os.ModeCharDevice != 0 {
			return true, nil
		}
	}
	begun := make(chan bool, 1)
	in := bufio.NewReader(c.stdin)
	go func() {
		_, err := in.Peek(1)
		begun <- err == nil
	}()
	select {
	case has := <-begun:
		c.stdin = in
		return !has, nil
	case <-ctx.Done():
		return false, errInterrupted
	}
}

// predicted returns the option that the reader predicts, from 1, or 0 if nobody was
// asked. given is that of --predict.
func (c *console) predicted(ctx context.Context, w *words, q *question, given int) (int, error) {
	if q.experiment == nil {
		return 0, nil
	}
	out := c.shown()
	offered := q.offered(w)
	fmt.Fprintf(out, "%s\n", q.experiment.Question.In(w.lang))
	for i, option := range offered {
		fmt.Fprintf(out, "  %d. %s\n", i+1, option)
	}
	if given != 0 || !isTerminal(c.stdin) || !isTerminal(c.stdout) {
		return given, nil
	}
	for {
		fmt.Fprintf(out, w.predict, len(offered))
		line, err := c.line(ctx)
		if err != nil {
			return 0, err
		}
		n, err := strconv.Atoi(strings.TrimSpace(line))
		if err == nil && n >= 1 && n <= len(offered) {
			return n, nil
		}
		fmt.Fprintf(out, w.between+"\n", len(offered))
	}
}

// line reads a line from the terminal, a byte at a time, so that what follows is
// left to others.
func (c *console) line(ctx context.Context) (string, error) {
	type read struct {
		line string
		err  error
	}
	came := make(chan read, 1)
	go func() {
		var line []byte
		b := make([]byte, 1)
		for {
			n, err := c.stdin.Read(b)
			if n == 0 && err != nil {
				came <- read{string(line), err}
				return
			}
			if n == 1 && b[0] == '\n' {
				came <- read{string(line), nil}
				return
			}
			line = append(line, b[:n]...)
		}
	}()
	select {
	case r := <-came:
		return r.line, r.err
	case <-ctx.Done():
		fmt.Fprintln(c.stdout)
		return "", errInterrupted
	}
}

func (q *question) judge(events []trace.Event, failed bool) experiment.Verdict {
	if q.experiment != nil {
		return q.experiment.Judge(events, failed)
	}
	return q.claim.Judge(events, failed)
}

// answer returns what a verdict says: the option's words, if it is one.
func (q *question) answer(w *words, v experiment.Verdict) string {
	if q.experiment != nil && v.Option >= 0 {
		return q.experiment.Options[v.Option].Text.In(w.lang)
	}
	if q.claim != nil {
		return q.claim.Says(v, w.lang)
	}
	return v.Answer
}

// sayVerdict says what was predicted, what the run says, and why.
func (c *console) sayVerdict(l *lesson.Lesson, w *words, q *question, v experiment.Verdict, predicted int) {
	out := c.shown()
	fmt.Fprintln(out)
	if !v.Decided {
		name := q.name()
		fmt.Fprintf(out, "%s"+w.again+"\n", w.undecided, fmt.Sprintf("socketlab run %s --experiment %s --times 20", l.Name, name))
		return
	}
	if q.experiment == nil {
		fmt.Fprintf(out, "%s%s\n%s%s\n", w.tutorial, q.claim.Tutorial.In(w.lang), w.kernel, q.claim.Says(v, w.lang))
		return
	}
	switch offered := q.offered(w); {
	case predicted == len(offered):
		fmt.Fprint(out, w.unsure)
	case predicted > 0:
		fmt.Fprintf(out, w.said, offered[predicted-1])
	}
	fmt.Fprintf(out, w.run+"\n", q.answer(w, v), w.places(v.Seqs))
	fmt.Fprintf(out, w.why+"\n", q.experiment.Why.In(w.lang))
}

func (q *question) name() string {
	if q.experiment != nil {
		return q.experiment.Name
	}
	return q.claim.Seed
}

// shownEvents is how many events a verdict names.
const shownEvents = 3

// places names the events that decided, in brackets.
func (w *words) places(seqs []int64) string {
	var all []string
	for _, seq := range seqs {
		all = append(all, fmt.Sprint(seq))
	}
	switch n := len(all); {
	case n == 0:
		return ""
	case n == 1:
		return fmt.Sprintf(w.event, all[0])
	case n > shownEvents:
		all = []string{all[0], all[1], "…", all[n-1]}
	}
	return fmt.Sprintf(w.events, strings.Join(all, w.comma))
}

// sayClaims says what the run decides of the tutorials' claims: of those that are
// about runs as this one was.
func (c *console) sayClaims(w *words, set *experiment.Set, q *question, events []trace.Event, failed bool) {
	if q.experiment == nil {
		return
	}
	out := c.shown()
	for i := range set.Claims {
		claim := &set.Claims[i]
		if claim.Answer == nil || !reflect.DeepEqual(claim.Run, *q.run) {
			continue
		}
		if v := claim.Judge(events, failed); v.Decided {
			fmt.Fprintf(out, "\n%s%s\n%s%s\n", w.tutorial, claim.Tutorial.In(w.lang), w.kernel, claim.Says(v, w.lang))
		}
	}
}

// sayTally says how often each answer was.
func (c *console) sayTally(w *words, counts map[string]int, undecided, times int) {
	out := c.shown()
	fmt.Fprintf(out, "\n"+w.tally+"\n", times)
	answers := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	for _, answer := range answers {
		fmt.Fprintf(out, "%4d × %s\n", counts[answer], answer)
	}
	if undecided > 0 {
		fmt.Fprintf(out, "%4d × %s\n", undecided, w.tallyUndecided)
	}
}
