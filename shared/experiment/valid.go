package experiment

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	small   = "abcdefghijklmnopqrstuvwxyz"
	capital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
)

// only reports whether text is not empty, and has no other characters than those.
func only(text, characters string) bool {
	return text != "" && strings.Trim(text, characters) == ""
}

func isName(text string) bool {
	return only(text, small+digits+"-") && strings.Contains(small, text[:1])
}

func isSeed(text string) bool {
	number, found := strings.CutPrefix(text, "S")
	return found && only(number, digits) && number[0] != '0'
}

func isErrno(text string) bool {
	name, found := strings.CutPrefix(text, "E")
	return text == "*" || found && only(name, capital+digits)
}

// placeholder is what a claim's answer takes the place of.
const placeholder = "{answer}"

func (e *Experiment) valid() error {
	var errs []error
	if !isName(e.Name) {
		errs = append(errs, fmt.Errorf("name %q: begin with a small letter, and use small letters, digits and -", e.Name))
	}
	errs = append(errs, e.Question.valid("question"), e.Why.valid("why"), e.Answer.valid(), e.Run.valid(&e.Answer))
	if len(e.Options) < 2 {
		errs = append(errs, fmt.Errorf("options: there are %d: give at least 2", len(e.Options)))
	}
	return errors.Join(append(errs, validOptions(e.Options, &e.Answer))...)
}

func (c *Claim) valid() error {
	var errs []error
	if !isSeed(c.Seed) {
		errs = append(errs, fmt.Errorf("seed %q: write it as S121", c.Seed))
	}
	errs = append(errs, c.Tutorial.valid("tutorial"), c.Kernel.valid("kernel"))
	for lang, text := range map[string]string{"en": c.Kernel.EN, "zh": c.Kernel.ZH} {
		switch has := strings.Contains(text, placeholder); {
		case c.Answer == nil && has:
			errs = append(errs, fmt.Errorf("kernel %s: it has %s, but there is no answer: add one, or write the sentence without it", lang, placeholder))
		case c.Answer != nil && !has:
			errs = append(errs, fmt.Errorf("kernel %s: it lacks %s: put that where the answer belongs", lang, placeholder))
		}
	}
	if c.Answer == nil {
		if len(c.Options) > 0 {
			errs = append(errs, errors.New("options: there is no answer that they could be: add one, or leave them out"))
		}
		return errors.Join(errs...)
	}
	return errors.Join(append(errs, c.Answer.valid(), c.Run.valid(c.Answer), validOptions(c.Options, c.Answer))...)
}

func (t Text) valid(name string) error {
	if strings.TrimSpace(t.EN) == "" || strings.TrimSpace(t.ZH) == "" {
		return fmt.Errorf("%s: a language is missing: give en and zh", name)
	}
	return nil
}

func (r *Run) valid(answer *Reading) error {
	for _, line := range r.Input {
		if strings.ContainsAny(line, "\r\n") {
			return fmt.Errorf("run: input %q: it has a line end: make two lines of it", line)
		}
	}
	if r.Needs != "" && r.Needs != virtual {
		return fmt.Errorf("run: needs %q: it may be %q, or absent", r.Needs, virtual)
	}
	below := answer.Of.below() || answer.Then != nil && answer.Then.below()
	if below && !r.Virtual() {
		return fmt.Errorf(`run: packets or states of TCP are read, which not every system shows: add "needs": %q, or a network`, virtual)
	}
	return nil
}

// validOptions checks that each option is an answer that the reading can give, and
// no other option's.
func validOptions(options []Option, answer *Reading) error {
	taken := make(map[string]bool)
	var errs []error
	for i, o := range options {
		err := o.Text.valid("text")
		switch {
		case o.Is == nil && o.Min == nil && o.Max == nil:
			err = errors.Join(err, errors.New(`it stands for no answer: add "is", or "min" and "max"`))
		case o.Is != nil && (o.Min != nil || o.Max != nil):
			err = errors.Join(err, errors.New(`it has "is" beside "min" or "max": keep one of them`))
		case o.Is != nil:
			err = errors.Join(err, once(taken, *o.Is), answer.gives(*o.Is))
		case o.Min != nil && o.Max != nil && *o.Min > *o.Max:
			err = errors.Join(err, fmt.Errorf("min %v is above max %v: swap them", *o.Min, *o.Max))
		case !answer.isNumber():
			err = errors.Join(err, fmt.Errorf(`the answer of %q is no number: use "is"`, answer.Read))
		}
		for j, other := range options[:i] {
			if o.Is == nil && other.Is == nil && overlap(o, other) {
				err = errors.Join(err, fmt.Errorf("its range overlaps that of option %d: move min or max", j+1))
			}
		}
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				errs = append(errs, fmt.Errorf("option %d: %s", i+1, line))
			}
		}
	}
	return errors.Join(errs...)
}

func overlap(a, b Option) bool {
	below := func(a, b Option) bool { return a.Max != nil && b.Min != nil && *a.Max < *b.Min }
	return !below(a, b) && !below(b, a)
}

// gives returns an error if the reading can never have this answer.
func (r *Reading) gives(answer string) error {
	var known []string
	switch r.Read {
	case "happens":
		known = []string{"yes", "no"}
	case "first":
		known = []string{"1", "2"}
	case "value", "who", "waiting":
		return nil
	default:
		if _, err := strconv.ParseFloat(answer, 64); err != nil {
			return fmt.Errorf("is %q: the answer of %q is a number", answer, r.Read)
		}
		return nil
	}
	if !slices.Contains(known, answer) {
		return fmt.Errorf("is %q: the answer of %q is %s", answer, r.Read, strings.Join(known, " or "))
	}
	return nil
}

// isNumber reports whether the answer may be a number.
func (r *Reading) isNumber() bool {
	switch r.Read {
	case "value":
		return slices.Contains([]string{"len", "size", "result"}, r.Field)
	case "happens", "first", "who", "waiting":
		return false
	}
	return true
}
