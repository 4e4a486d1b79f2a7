package play

import (
	"encoding/json"
	"io/fs"
	"slices"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/simulate"
	"github.com/socketlab/socketlab/shared/socket"
)

// A Lesson is what a page knows of a lesson.
type Lesson struct {
	Name    string   `json:"name"`
	Chapter Text     `json:"chapter"` // its title
	Title   Text     `json:"title"`
	About   Text     `json:"about"`
	Answer  string   `json:"answer,omitempty"` // what its server sends back
	Addr    string   `json:"addr"`             // where its server is
	Type    string   `json:"type"`             // tcp or udp
	Roles   []string `json:"roles"`            // the server first
	Packets []string `json:"packets"`          // what rules of links can call its packets: "SYN", "client"
	Knobs   []Knob   `json:"knobs"`
	Script  []string `json:"script"` // lines to type
	Go      string   `json:"go"`
	Python  string   `json:"python"`

	Experiments json.RawMessage `json:"experiments,omitempty"` // see package experiment
}

// Text is a text in both languages.
type Text struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// A Knob is a value that the reader can change.
type Knob struct {
	Name    string   `json:"name"`
	About   Text     `json:"about"`
	Default string   `json:"default"`
	Values  []string `json:"values,omitempty"` // if it is one of these
	Allowed Text     `json:"allowed"`          // in words
}

// Lessons returns the course.
func Lessons() []Lesson {
	var all []Lesson
	for _, c := range course.Chapters() {
		for _, l := range c.Lessons {
			one := of(l)
			one.Chapter = Text(c.Title)
			all = append(all, one)
		}
	}
	return all
}

// of returns what a page knows of a lesson by itself.
func of(l *lesson.Lesson) Lesson {
	one := Lesson{
		Name: l.Name, Title: Text(l.Title), About: Text(l.About), Answer: l.Answer,
		Addr: local(l.Addr).String(), Type: "tcp",
		Knobs: []Knob{}, Script: append([]string{}, l.Script...),
		Go: source(l, ".go"), Python: source(l, ".py"), Experiments: l.Experiments(),
	}
	if l.Type == socket.SOCK_DGRAM {
		one.Type = "udp"
	}
	for _, r := range l.Roles {
		one.Roles = append(one.Roles, r.Name)
	}
	one.Packets = slices.Concat(simulate.Classes(l), one.Roles)
	for _, k := range l.Knobs {
		one.Knobs = append(one.Knobs, Knob{k.Name, Text(k.About), k.Default, k.Choices, Text(k.Allowed())})
	}
	return one
}

// A Scenario is a network of the gallery.
type Scenario struct {
	Name  string `json:"name"`
	About Text   `json:"about"`
}

// Scenarios returns the gallery.
func Scenarios() []Scenario {
	var all []Scenario
	for _, name := range scenario.Names() {
		s, err := scenario.Find(name)
		if err != nil {
			panic(err) // it is part of the program, and tested
		}
		all = append(all, Scenario{name, Text(s.About)})
	}
	return all
}

// source returns the lesson's program; every lesson has it, as its tests check.
func source(l *lesson.Lesson, ext string) string {
	b, _ := fs.ReadFile(l.Source, l.Name+ext)
	return string(b)
}
