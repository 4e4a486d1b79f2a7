package experiment

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/simulate"
	"github.com/socketlab/socketlab/shared/socket"
)

// Check returns an error if the experiments do not fit the lesson: they name a knob,
// a value, a network, a role, a step, a call or a class of packets that is not there.
func (s *Set) Check(l *lesson.Lesson) error {
	var errs []error
	for _, e := range s.Experiments {
		errs = append(errs, fit(l, "experiment "+e.Name, &e.Run, &e.Answer, e.Options))
	}
	for _, c := range s.Claims {
		errs = append(errs, fit(l, "claim "+c.Seed, &c.Run, c.Answer, c.Options))
	}
	return errors.Join(errs...)
}

func fit(l *lesson.Lesson, what string, run *Run, answer *Reading, options []Option) error {
	var errs []error
	if _, err := l.Set(run.Knobs); err != nil {
		errs = append(errs, fmt.Errorf("run: %w", err))
	}
	s, err := run.Scenario(1)
	if err == nil {
		err = s.CheckClasses(l.Name, simulate.Classes(l))
	}
	if err != nil {
		errs = append(errs, fmt.Errorf("run: network: %w", err))
	}
	if answer != nil {
		errs = append(errs, answer.fits(l))
		errs = append(errs, answer.hosts(l, options)...)
	}
	var all []error
	for _, err := range errs {
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				all = append(all, fmt.Errorf("%s/experiments.json: %s: %s", l.Name, what, line))
			}
		}
	}
	return errors.Join(all...)
}

// Scenario returns the virtual network that the run asks for: one of perfect links
// if it asks for none. The seed is used where it has none of its own.
func (r *Run) Scenario(seed uint64) (*scenario.Scenario, error) {
	n := r.Network
	if n == nil {
		n = new(Network)
	}
	s := new(scenario.Scenario)
	if n.Scenario != "" {
		var err error
		if s, err = scenario.Find(n.Scenario); err != nil {
			return nil, err
		}
	}
	s, err := scenario.Overrides{Both: n.Both, Up: n.Up, Down: n.Down}.Apply(s)
	if err != nil {
		return nil, err
	}
	s.Seed = cmp.Or(n.Seed, s.Seed, seed)
	return s, nil
}

func (r *Reading) fits(l *lesson.Lesson) error {
	err := r.Of.fits(l, "of")
	if r.Then != nil {
		err = errors.Join(err, r.Then.fits(l, "then"))
	}
	return err
}

// hosts checks options that are the names of hosts.
func (r *Reading) hosts(l *lesson.Lesson, options []Option) (errs []error) {
	if r.Read != "who" && r.Read != "waiting" {
		return nil
	}
	for i, o := range options {
		if o.Is == nil {
			continue
		}
		names := strings.Fields(*o.Is)
		known := !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(roles(l), n) })
		slices.Sort(names)
		if right := strings.Join(slices.Compact(names), " "); !known || right != *o.Is {
			errs = append(errs, fmt.Errorf(`option %d: is %q: write hosts' names, sorted, with a space between: %q, or ""`, i+1, *o.Is, strings.Join(roles(l), " ")))
		}
	}
	return errs
}

// roles returns the names of a lesson's roles, sorted.
func roles(l *lesson.Lesson) (names []string) {
	for _, r := range l.Roles {
		names = append(names, r.Name)
	}
	slices.Sort(names)
	return names
}

func (m *Match) fits(l *lesson.Lesson, name string) error {
	var errs []error
	in := func(field, value string, known []string) {
		if value != "" && !slices.Contains(known, value) {
			errs = append(errs, fmt.Errorf("answer: %s: no %s %q: there are %s", name, field, value, strings.Join(known, ", ")))
		}
	}
	var links []string
	for _, from := range roles(l) {
		for _, to := range roles(l) {
			if from != to {
				links = append(links, from+">"+to)
			}
		}
	}
	in("host", m.Host, roles(l))
	in("call", m.Call, calls())
	in("link", m.Link, links)
	in("class", m.Class, slices.Concat(simulate.Classes(l), roles(l)))
	steps, err := l.Steps(l.Name + ".go")
	if err != nil {
		return err
	}
	var names []string
	for _, s := range steps {
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	in("step", m.Step, names)
	return errors.Join(errs...)
}

// calls returns the names of system calls, as traces have them.
func calls() (names []string) {
	for op := socket.OpSocket; op <= socket.OpClose; op++ {
		if op != socket.OpTCPInfo { // a getsockopt
			names = append(names, op.String())
		}
	}
	return names
}
