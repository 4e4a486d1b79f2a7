package main

import (
	"fmt"
	"strings"

	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/spf13/cobra"
)

// experimentFlags are those of run about an experiment.
type experimentFlags struct {
	name    string
	predict int
	times   int
	lang    string
}

func (f *experimentFlags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.name, "experiment", "", "run an experiment of the lesson, by its `name` or number")
	flags.IntVar(&f.predict, "predict", 0, "the `option` that you predict, by its number: then you are not asked")
	flags.IntVar(&f.times, "times", 1, "run the experiment so many `times`, each with another seed, and count the answers")
	langFlag(cmd, &f.lang)
	cmd.RegisterFlagCompletionFunc("experiment", completeExperiment)
}

// unused returns an error if a flag is given that is for experiments alone.
func (f *experimentFlags) unused(cmd *cobra.Command) error {
	for _, name := range []string{"predict", "times", "lang"} {
		if cmd.Flags().Changed(name) {
			return usageError(cmd, fmt.Errorf("--%s: add --experiment", name))
		}
	}
	return nil
}

// maxTimes is how often an experiment is run at most.
const maxTimes = 1000

// check returns an error if the flags do not fit the question, with so many options.
func (f *runFlags) check(offered int) error {
	switch e := &f.experiment; {
	case e.predict < 0 || e.predict > offered:
		return fmt.Errorf("--predict %d: the options are 1 to %d", e.predict, offered)
	case e.times < 1 || e.times > maxTimes:
		return fmt.Errorf("--times %d: must be 1 to %d", e.times, maxTimes)
	case e.times > 1 && (f.trace.form != "" || f.trace.file != "" || f.below.given()):
		return fmt.Errorf("--times: --trace, --tcp and --pcap show one run: leave them out")
	case f.role != "both":
		return fmt.Errorf("--role %s: an experiment needs both sides: leave it out", f.role)
	}
	return nil
}

// A question is an experiment, or a claim, of a lesson.
type question struct {
	number     int // of the experiment, from 1
	experiment *experiment.Experiment
	claim      *experiment.Claim // if experiment is nil
	run        *experiment.Run
}

// ask finds an experiment by its name or number, or a claim by its seed.
func ask(l *lesson.Lesson, set *experiment.Set, name string) (*question, error) {
	var names []string
	for i := range set.Experiments {
		e := &set.Experiments[i]
		if name == e.Name || name == fmt.Sprint(i+1) {
			return &question{number: i + 1, experiment: e, run: &e.Run}, nil
		}
		names = append(names, e.Name)
	}
	for i := range set.Claims {
		c := &set.Claims[i]
		if name == c.Seed {
			return &question{claim: c, run: &c.Run}, nil
		}
		if c.Answer != nil {
			names = append(names, c.Seed)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("lesson %s has no experiments yet", l.Name)
	}
	return nil, fmt.Errorf("lesson %s: no experiment %q: there are %s", l.Name, name, strings.Join(names, ", "))
}

// offered returns the options of an experiment in words; the last is not to be sure.
func (q *question) offered(w *words) []string {
	if q.experiment == nil {
		return nil
	}
	var all []string
	for _, o := range q.experiment.Options {
		all = append(all, o.Text.In(w.lang))
	}
	return append(all, w.notSure)
}

// readsTCP reports whether the answer reads states of TCP, which a virtual network's run
// then looks at.
func (q *question) readsTCP() bool {
	r := q.reading()
	of := func(m *experiment.Match) bool { return m != nil && (m.Kind == "tcp" || m.State != "") }
	return r != nil && (of(&r.Of) || of(r.Then))
}

func (q *question) reading() *experiment.Reading {
	if q.experiment != nil {
		return &q.experiment.Answer
	}
	return q.claim.Answer
}

// completeExperiment completes the names of a lesson's experiments.
func completeExperiment(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(args) > 0 {
		if l, err := course.Find(args[0]); err == nil {
			if set, err := experiment.Of(l); err == nil {
				for _, e := range set.Experiments {
					names = append(names, e.Name)
				}
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
