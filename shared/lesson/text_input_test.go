package lesson_test

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
)

// A text is a line that is typed, or all of a file.
func TestHostText(t *testing.T) {
	tests := []struct {
		name  string
		stdin string
		piped bool
		want  string
	}{
		{"typed", "one\r\ntwo\n", false, "one"},
		{"typed, empty", "\ntwo\n", false, ""},
		{"typed, the end", "", false, ""},
		{"a file", "one\ntwo\n", true, "one\ntwo\n"},
		{"a file without a line's end", "one\ntwo", true, "one\ntwo"},
		{"a file of one line", "one\r\n", true, "one"},
		{"a file of no line's end", "one", true, "one"},
		{"a file of an empty line", "\n", true, ""},
		{"a file of two", "\n\n", true, "\n\n"},
		{"an empty file", "", true, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			h, err := knobbed().NewHost(lesson.HostConfig{Stdin: strings.NewReader(test.stdin), Piped: test.piped, Stdout: &out})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(h.Text("text: "))); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff("text: ", out.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A text without end is cut, and that is said.
func TestHostTextIsBounded(t *testing.T) {
	var out strings.Builder
	h, err := knobbed().NewHost(lesson.HostConfig{Stdin: zeros{}, Piped: true, Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(h.Text("")); got != 64<<20 {
		t.Errorf("%d bytes", got)
	}
	if diff := cmp.Diff("the text is cut after 67108864 bytes\n", out.String()); diff != "" {
		t.Error(diff)
	}
}

// zeros is a file without end.
type zeros struct{}

var _ io.Reader = zeros{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }
