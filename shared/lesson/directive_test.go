package lesson_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
)

func TestPassages(t *testing.T) {
	tests := []struct {
		name, text string
		want       []lesson.Passage
		err        string
	}{
		{"plain", "a\n\nb\n", []lesson.Passage{{Text: "a\n\nb\n"}}, ""},
		{"directives", "a\n```step serve.recv\n```\n```try long-line\n```\nb\n```claim S121\n```", []lesson.Passage{
			{Text: "a"}, {Directive: "step", Name: "serve.recv", Line: 2}, {}, {Directive: "try", Name: "long-line", Line: 4},
			{Text: "b"}, {Directive: "claim", Name: "S121", Line: 7}, {},
		}, ""},
		{"code", "```go\n```step a\nx\n```\n````\n```try a\n````\n", []lesson.Passage{{Text: "```go\n```step a\nx\n```\n````\n```try a\n````\n"}}, ""},
		{"other words", "```stepping a\n```\n", []lesson.Passage{{Text: "```stepping a\n```\n"}}, ""},
		{"not empty", "a\n```step b\nc\n```\n", nil, "line 2: ```step b must be followed by ``` on the next line, with nothing inside"},
		{"not closed", "```step b", nil, "line 1: ```step b must be followed by ``` on the next line, with nothing inside"},
		{"no name", "\n```try\n```", nil, "line 2: ```try: write the name behind it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := lesson.Passages(test.text)
			var text string
			if err != nil {
				text = err.Error()
			}
			if diff := cmp.Diff(test.want, got); diff != "" || text != test.err {
				t.Errorf("error %q, want %q\n%s", text, test.err, diff)
			}
		})
	}
}

func TestCode(t *testing.T) {
	l := &lesson.Lesson{Name: "x", Source: fstest.MapFS{"x.go": {Data: []byte(`package x

func server() {
	// step: recv
	for {
		// A comment.
		recv()

	}
	// step: close
}

func client() {
	// step: recv
	recv()
}
`)}}}
	tests := []struct{ step, want, err string }{
		{"server.recv", "for {\n\t// A comment.\n\trecv()\n\n}\n", ""},
		{"client.recv", "recv()\n", ""},
		{"close", "", ""},
		{"recv", "", `x.go has 2 steps "recv": write the function before it, as server.recv`},
		{"send", "", `x.go has no step "send": there are server.recv, server.close, client.recv`},
	}
	for _, test := range tests {
		got, err := l.Code(test.step, "x.go")
		var text string
		if err != nil {
			text = err.Error()
		}
		if diff := cmp.Diff(test.want, got); diff != "" || text != test.err {
			t.Errorf("%s: error %q, want %q\n%s", test.step, text, test.err, diff)
		}
	}
	if _, err := l.Code("recv", "x.py"); err == nil {
		t.Error("no error for a file that is not there")
	}
}
