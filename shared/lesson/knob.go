package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A Knob is a value of a lesson's program that a reader can change. Its kind
// is given by what is set: Choices, or Min and Max, or neither for a timeout.
type Knob struct {
	Name    string
	Default string
	About   Text

	Choices  []string // one of these words
	Min, Max int      // a whole number in this range; used when Max > 0
	Fraction bool     // not only whole numbers
}

// Allowed says which values the knob takes: "one or many".
func (k Knob) Allowed() Text {
	switch {
	case len(k.Choices) > 0:
		return Text{EN: strings.Join(k.Choices, " or "), ZH: strings.Join(k.Choices, " 或 ")}
	case k.Max > 0 && k.Fraction:
		return Text{EN: fmt.Sprintf("a number from %d to %d, such as 0.5", k.Min, k.Max), ZH: fmt.Sprintf("%d 到 %d 的数，如 0.5", k.Min, k.Max)}
	case k.Max > 0:
		return Text{EN: fmt.Sprintf("a number from %d to %d", k.Min, k.Max), ZH: fmt.Sprintf("%d 到 %d 的整数", k.Min, k.Max)}
	}
	return Text{
		EN: "none, 0, or a time such as 500ms, 10s or 2.5 (seconds)",
		ZH: "none（不限）、0，或一段时间，如 500ms、10s、2.5（秒）",
	}
}

// Check returns an error that names the value, the knob and what is allowed,
// if the knob does not take value.
func (k Knob) Check(value string) error {
	ok := false
	switch {
	case len(k.Choices) > 0:
		ok = slices.Contains(k.Choices, value)
	case k.Max > 0 && k.Fraction:
		f, err := strconv.ParseFloat(value, 64)
		ok = err == nil && f >= float64(k.Min) && f <= float64(k.Max)
	case k.Max > 0:
		n, err := strconv.Atoi(value)
		ok = err == nil && n >= k.Min && n <= k.Max
	default:
		_, ok = parseTimeout(value)
	}
	if !ok {
		return fmt.Errorf("value %q of knob %s: must be %s", value, k.Name, k.Allowed().EN)
	}
	return nil
}

// parseTimeout reads what settimeout takes: none, or a time that is not
// negative, in seconds where it has no unit.
func parseTimeout(s string) (time.Duration, bool) {
	if s == "none" {
		return socket.NoTimeout, true
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		d, err = time.ParseDuration(s + "s")
	}
	return d, err == nil && d >= 0
}

// Set returns the value of every knob: those given, and defaults for the rest.
func (l *Lesson) Set(given map[string]string) (map[string]string, error) {
	all := make(map[string]string)
	var names []string
	for _, k := range l.Knobs {
		names = append(names, k.Name)
		all[k.Name] = k.Default
		if v, ok := given[k.Name]; ok {
			if err := k.Check(v); err != nil {
				return nil, fmt.Errorf("lesson %s: %w", l.Name, err)
			}
			all[k.Name] = v
		}
	}
	for name := range given {
		if !slices.Contains(names, name) {
			return nil, notAllowed("knob", name, l.Name, names)
		}
	}
	return all, nil
}

// notAllowed says that a lesson has no such role or knob, and which it has.
func notAllowed(what, name, lesson string, known []string) error {
	has := "none"
	if len(known) > 0 {
		has = strings.Join(known, ", ")
	}
	return fmt.Errorf("lesson %s: no %s %q: it has %s", lesson, what, name, has)
}

// Knob returns a knob's value; Int, Float and Timeout return it as what it is. A
// name that the lesson does not have is a mistake in its code: they panic.
func (h *Host) Knob(name string) string {
	v, ok := h.knobs[name]
	if !ok {
		panic("lesson: no knob " + name)
	}
	return v
}

// Int returns the value of a knob that is a number.
func (h *Host) Int(name string) int {
	n, err := strconv.Atoi(h.Knob(name))
	if err != nil {
		panic("lesson: knob " + name + ": " + err.Error())
	}
	return n
}

// Float returns the value of a knob that is a number, whole or not.
func (h *Host) Float(name string) float64 {
	f, err := strconv.ParseFloat(h.Knob(name), 64)
	if err != nil {
		panic("lesson: knob " + name + ": " + err.Error())
	}
	return f
}

// Timeout returns the value of a knob that is a timeout, for SetTimeout.
func (h *Host) Timeout(name string) time.Duration {
	d, ok := parseTimeout(h.Knob(name))
	if !ok {
		panic("lesson: knob " + name + " is not a timeout")
	}
	return d
}

// BufSize is the knob that the lessons' receive buffers share, in bytes.
func BufSize(bytes int) Knob {
	return Knob{
		Name: "bufsize", Default: strconv.Itoa(bytes), Min: 1, Max: 65535,
		About: Text{EN: "bytes that one recv takes at most", ZH: "一次 recv 最多取多少字节"},
	}
}
