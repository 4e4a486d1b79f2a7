// Package experiment is a lesson's questions as data: what to set up, what one may
// predict, and how a run's trace decides. experiments.md describes the form.
//
// The same file serves the page, the command and the tests: Of reads and checks it,
// Run says how to play an experiment, Judge reads the answer off the events. A run that does not
// decide is a third verdict, and never a wrong prediction.
package experiment

import "github.com/socketlab/socketlab/shared/lesson"

// A Set is what a lesson has to find out.
type Set struct {
	Experiments []Experiment `json:"experiments"`
	Claims      []Claim      `json:"claims"`
}

// An Experiment is a question about a run, of which the reader predicts the answer.
type Experiment struct {
	Name     string   `json:"name"`
	Question Text     `json:"question"`
	Run      Run      `json:"run"`
	Options  []Option `json:"options"` // "not sure" is offered by whoever asks
	Answer   Reading  `json:"answer"`
	Why      Text     `json:"why"` // holds whatever happened
}

// A Claim is what a tutorial says, beside what happens.
type Claim struct {
	Seed     string   `json:"seed"` // "S121"
	Tutorial Text     `json:"tutorial"`
	Answer   *Reading `json:"answer,omitempty"`  // nil: no run can tell
	Options  []Option `json:"options,omitempty"` // the answer in words
	Kernel   Text     `json:"kernel"`            // {answer} stands for the answer
	Run      Run      `json:"run"`
}

// Text is a text in both languages of the course.
type Text struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// In returns the text in a language, zh or en.
func (t Text) In(lang string) string {
	if lang == "zh" {
		return t.ZH
	}
	return t.EN
}

// A Run says how to play the lesson. Its zero value is the lesson as it is, with no input.
type Run struct {
	Knobs   map[string]string `json:"knobs,omitempty"`
	Network *Network          `json:"network,omitempty"` // nil: any
	Input   []string          `json:"input,omitempty"`   // lines typed into the client
	Open    bool              `json:"open,omitempty"`    // more could be typed: the input does not end
	Needs   string            `json:"needs,omitempty"`   // "virtual": packets are read
}

// Virtual reports whether it must be a virtual network's run.
func (r *Run) Virtual() bool { return r.Network != nil || r.Needs == virtual }

const virtual = "virtual"

// A Network is a virtual network: see package scenario.
type Network struct {
	Scenario string `json:"scenario,omitempty"` // a name of the gallery; "": perfect links
	Both     string `json:"both,omitempty"`     // conditions put over it, as loss=20%,delay=50ms
	Up       string `json:"up,omitempty"`       // those from the client to the server alone
	Down     string `json:"down,omitempty"`     // and back
	Seed     uint64 `json:"seed,omitempty"`     // 0: by chance
}

// An Option is an answer that one may predict: Is, or a range of numbers.
type Option struct {
	Is   *string  `json:"is,omitempty"`
	Min  *float64 `json:"min,omitempty"` // inclusive
	Max  *float64 `json:"max,omitempty"` // inclusive
	Text Text     `json:"text"`
}

// A Reading is how a run's events give the answer.
type Reading struct {
	Read  string `json:"read"` // count, sum, value, …
	Of    Match  `json:"of"`
	Then  *Match `json:"then,omitempty"`
	Field string `json:"field,omitempty"` // of value
	Nth   int    `json:"nth,omitempty"`   // of value and time: 1, or 0, is the first, -1 the last
	Same  bool   `json:"same,omitempty"`  // of time: Then is of the same host and socket
}

// A Match says which events count. All that is given must hold.
type Match struct {
	Kind   string `json:"kind,omitempty"` // "": what the other fields say
	Host   string `json:"host,omitempty"`
	Call   string `json:"call,omitempty"`
	Step   string `json:"step,omitempty"`
	Errno  string `json:"errno,omitempty"`  // "*": any
	Failed *bool  `json:"failed,omitempty"` // with any error, a timeout too
	End    *bool  `json:"end,omitempty"`    // of the stream
	Fate   string `json:"fate,omitempty"`
	Class  string `json:"class,omitempty"`
	Link   string `json:"link,omitempty"`  // "client>server"
	Again  *bool  `json:"again,omitempty"` // a retransmission, of TCP or of package rdt
	State  string `json:"state,omitempty"`
	Min    *int   `json:"min,omitempty"`  // bytes
	Max    *int   `json:"max,omitempty"`  // bytes
	Text   string `json:"text,omitempty"` // a part of it
}

// Of returns a lesson's experiments and claims, which fit it; an empty Set where it
// has none.
func Of(l *lesson.Lesson) (*Set, error) {
	data := l.Experiments()
	if data == nil {
		return new(Set), nil
	}
	s, err := Parse(l.Name+"/experiments.json", data)
	if err != nil {
		return nil, err
	}
	return s, s.Check(l)
}
