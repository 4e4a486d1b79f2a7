package lesson

import (
	"io/fs"
	"path"
	"runtime"
	"strings"
)

// A Step is a piece of a lesson's code: from a marker, "// step: accept" or
// "# step: accept" on a line of its own, to the next marker or the end of the
// function. Prose names steps, and a trace's events carry them.
type Step struct {
	Func string // the function it is in: "serve"
	Name string // "accept"
	Line int    // the marker's, counted from 1
	End  int    // the last line
}

// Steps returns the steps of a Go or Python file, in the file's order.
func (l *Lesson) Steps(file string) ([]Step, error) {
	source, err := fs.ReadFile(l.Source, file)
	if err != nil {
		return nil, err
	}
	return parseSteps(string(source)), nil
}

func parseSteps(source string) []Step {
	var steps []Step
	in, open := "", false
	for i, text := range strings.Split(source, "\n") {
		// A function ends where a line starts at the margin.
		margin := text != "" && !strings.ContainsAny(text[:1], " \t})")
		mark := marker(text)
		if margin || mark != "" {
			open = false
		}
		if margin {
			in = function(text)
		}
		if mark != "" && in != "" {
			steps = append(steps, Step{Func: in, Name: mark, Line: i + 1})
			open = true
		}
		if open && text != "" {
			steps[len(steps)-1].End = i + 1
		}
	}
	return steps
}

// marker returns the name of the step that a line marks, or "".
func marker(line string) string {
	sign, name, _ := strings.Cut(strings.TrimSpace(line), " step: ")
	if sign != "//" && sign != "#" || !isName(name) {
		return ""
	}
	return name
}

// function returns the name of the function that begins in a line, or "".
func function(line string) string {
	keyword, rest, _ := strings.Cut(line, " ")
	name, _, called := strings.Cut(rest, "(")
	if keyword != "func" && keyword != "def" || !called || !isName(name) {
		return ""
	}
	return name
}

// isName reports whether text is a name in ASCII, such as accept_2.
func isName(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return r != '_' && (r < '0' || '9' < r) && (r < 'A' || 'Z' < r) && (r < 'a' || 'z' < r)
	})
}

// Locate returns the step and line that a frame of the call stack is at, and
// whether the frame is in the lesson's own Go file. Before a function's first
// marker the step is "".
func (l *Lesson) Locate(frame runtime.Frame) (step string, line int, ok bool) {
	if path.Base(frame.File) != l.Name+".go" || !l.owns(frame.Function) {
		return "", 0, false
	}
	l.once.Do(func() { l.steps, _ = l.Steps(l.Name + ".go") }) // embedded: it is there
	for _, s := range l.steps {
		if s.Line <= frame.Line && frame.Line <= s.End {
			step = s.Name
		}
	}
	return step, frame.Line, true
}

// owns reports whether a function, such as
// "example.org/m/shared/lesson/echo.serve.func1", is in the lesson's package.
func (l *Lesson) owns(function string) bool {
	slash := strings.LastIndexByte(function, '/')
	name, _, _ := strings.Cut(function[slash+1:], ".")
	return strings.HasSuffix("/"+function[:slash+1]+name, "/shared/lesson/"+l.Name)
}
