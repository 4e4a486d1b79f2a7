package lesson

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// A Passage is a piece of a lesson's text: Markdown, or a directive that something
// else stands for.
type Passage struct {
	Text string // Markdown; "" of a directive

	Directive string // step, try or claim
	Name      string // of the step, experiment or claim
	Line      int    // in the text, counted from 1
}

// fenceOf returns the fence and the info string of a line that begins or ends a
// fenced block; "" if it does neither.
func fenceOf(line string) (fence, info string) {
	for _, mark := range []string{"`", "~"} {
		info = strings.TrimLeft(line, mark)
		if fence = line[:len(line)-len(info)]; len(fence) >= 3 && !strings.Contains(info, "`") {
			return fence, strings.TrimSpace(info)
		}
	}
	return "", ""
}

// directiveOf returns what an info string directs to, and the name behind it.
func directiveOf(info string) (what, name string) {
	words := strings.Fields(info)
	if len(words) == 0 || len(words) > 2 || !slices.Contains([]string{"step", "try", "claim"}, words[0]) {
		return "", ""
	}
	return words[0], strings.Join(words[1:], "")
}

// Passages cuts a text at its directives: fenced blocks, with nothing inside, whose
// info string is step, try or claim and a name. Errors name the line.
func Passages(text string) ([]Passage, error) {
	var all []Passage
	var plain []string
	lines := strings.Split(text, "\n")
	inside := "" // the fence of a block of code
	for i := 0; i < len(lines); i++ {
		fence, info := fenceOf(strings.TrimRight(lines[i], " \t\r"))
		if inside != "" || fence == "" {
			if fence != "" && info == "" && strings.HasPrefix(fence, inside) {
				inside = ""
			}
			plain = append(plain, lines[i])
			continue
		}
		what, name := directiveOf(info)
		if what == "" {
			inside = fence
			plain = append(plain, lines[i])
			continue
		}
		if i+1 == len(lines) || strings.TrimSpace(lines[i+1]) != fence {
			return nil, fmt.Errorf("line %d: ```%s must be followed by ``` on the next line, with nothing inside", i+1, info)
		}
		if name == "" {
			return nil, fmt.Errorf("line %d: ```%s: write the name behind it", i+1, what)
		}
		all = append(all, Passage{Text: strings.Join(plain, "\n")}, Passage{Directive: what, Name: name, Line: i + 1})
		plain = nil
		i++
	}
	return append(all, Passage{Text: strings.Join(plain, "\n")}), nil
}

// Code returns the lines of a step, without its marker and the indent of that, in
// the file Name.go or Name.py. The step is "accept", or "serve.recv" where several
// functions have one of that name.
func (l *Lesson) Code(step, file string) (string, error) {
	steps, err := l.Steps(file)
	if err != nil {
		return "", err
	}
	source, err := fs.ReadFile(l.Source, file)
	if err != nil {
		return "", err
	}
	var found []Step
	var names []string
	for _, s := range steps {
		if s.Name == step || s.Func+"."+s.Name == step {
			found = append(found, s)
		}
		names = append(names, s.Func+"."+s.Name)
	}
	switch {
	case len(found) == 0:
		return "", fmt.Errorf("%s has no step %q: there are %s", file, step, strings.Join(names, ", "))
	case len(found) > 1 && found[0].Name == step:
		return "", fmt.Errorf("%s has %d steps %q: write the function before it, as %s.%s", file, len(found), step, found[0].Func, step)
	case len(found) > 1:
		return "", errors.New(file + " has the step " + step + " twice in one function: give one of them another name")
	}
	lines := strings.Split(string(source), "\n")
	marker := lines[found[0].Line-1]
	return unindented(lines[found[0].Line:found[0].End], len(marker)-len(strings.TrimLeft(marker, " \t"))), nil
}

// unindented returns lines without an indent, up to the last that has it: what is
// further out ends the block around them. There may be none, where a step's code is
// elsewhere, such as in a defer.
func unindented(lines []string, indent int) string {
	var out strings.Builder
	blank := 0
	for _, line := range lines {
		switch {
		case strings.TrimSpace(line) == "":
			blank++
			continue
		case strings.TrimSpace(line[:min(indent, len(line))]) != "":
			return out.String()
		}
		out.WriteString(strings.Repeat("\n", blank) + line[indent:] + "\n")
		blank = 0
	}
	return out.String()
}
