package lesson_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

func knobbed() *lesson.Lesson {
	return &lesson.Lesson{Name: "l", Knobs: []lesson.Knob{
		lesson.BufSize(1024),
		{Name: "clients", Default: "many", Choices: []string{"many", "one"}},
		{Name: "timeout", Default: "10s"},
		{Name: "loss", Default: "0", Max: 90, Fraction: true},
	}}
}

func TestSet(t *testing.T) {
	const times = ": must be none, 0, or a time such as 500ms, 10s or 2.5 (seconds)"
	tests := []struct {
		name  string
		given map[string]string
		want  map[string]string
		err   string
	}{
		{"defaults", nil, map[string]string{"bufsize": "1024", "clients": "many", "timeout": "10s", "loss": "0"}, ""},
		{"all", map[string]string{"bufsize": "5", "clients": "one", "timeout": "none", "loss": "0.5"},
			map[string]string{"bufsize": "5", "clients": "one", "timeout": "none", "loss": "0.5"}, ""},
		{"unknown", map[string]string{"size": "5"}, nil,
			`lesson l: no knob "size": it has bufsize, clients, timeout, loss`},
		{"no number", map[string]string{"bufsize": "x"}, nil,
			`lesson l: value "x" of knob bufsize: must be a number from 1 to 65535`},
		{"out of range", map[string]string{"bufsize": "0"}, nil,
			`lesson l: value "0" of knob bufsize: must be a number from 1 to 65535`},
		{"no choice", map[string]string{"clients": "two"}, nil,
			`lesson l: value "two" of knob clients: must be many or one`},
		{"a fraction of a whole number", map[string]string{"bufsize": "1.5"}, nil,
			`lesson l: value "1.5" of knob bufsize: must be a number from 1 to 65535`},
		{"a fraction out of range", map[string]string{"loss": "90.1"}, nil,
			`lesson l: value "90.1" of knob loss: must be a number from 0 to 90, such as 0.5`},
		{"not a number", map[string]string{"loss": "NaN"}, nil,
			`lesson l: value "NaN" of knob loss: must be a number from 0 to 90, such as 0.5`},
		{"no time", map[string]string{"timeout": "soon"}, nil,
			`lesson l: value "soon" of knob timeout` + times},
		{"negative", map[string]string{"timeout": "-1s"}, nil,
			`lesson l: value "-1s" of knob timeout` + times},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := knobbed().Set(test.given)
			text := ""
			if err != nil {
				text = err.Error()
			}
			if diff := cmp.Diff(test.err, text); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	tests := []struct {
		value string
		want  time.Duration
	}{
		{"none", socket.NoTimeout}, {"0", 0}, {"10s", 10 * time.Second},
		{"500ms", 500 * time.Millisecond}, {"2.5", 2500 * time.Millisecond},
	}
	for _, test := range tests {
		h, err := knobbed().NewHost(lesson.HostConfig{Knobs: map[string]string{"timeout": test.value}})
		if err != nil {
			t.Fatal(err)
		}
		if got := h.Timeout("timeout"); got != test.want {
			t.Errorf("%s: got %v, want %v", test.value, got, test.want)
		}
		if got := h.Int("bufsize"); got != 1024 {
			t.Errorf("bufsize: got %d", got)
		}
	}
}
