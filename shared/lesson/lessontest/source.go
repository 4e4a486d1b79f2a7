package lessontest

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
)

// What a lesson's sources keep to, so that they fit beside prose.
const (
	maxColumns  = 68 // a tab is 4, a Chinese character 2
	maxLines    = 100
	maxComments = 40 // percent of the lines
)

// Source checks a lesson's Go program and its Python twin: their size, their
// imports, that Python parses its own, and that both have the same steps in
// the same functions.
func Source(t *testing.T, l *lesson.Lesson) {
	t.Helper()
	steps := make(map[string]map[string][]string)
	for _, file := range []string{l.Name + ".go", l.Name + ".py"} {
		source, err := fs.ReadFile(l.Source, file)
		if err != nil {
			t.Fatal(err)
		}
		size(t, file, string(source))
		all, err := l.Steps(file)
		if err != nil {
			t.Fatal(err)
		}
		steps[file] = make(map[string][]string)
		for _, s := range all {
			steps[file][s.Func] = append(steps[file][s.Func], s.Name)
		}
		for _, role := range l.Roles {
			if len(steps[file][role.Name]) == 0 {
				t.Errorf("%s: no step in %s", file, role.Name)
			}
		}
		if strings.HasSuffix(file, ".go") {
			imports(t, file, source)
		} else {
			python(t, file, source)
		}
	}
	if diff := cmp.Diff(steps[l.Name+".go"], steps[l.Name+".py"]); diff != "" {
		t.Errorf("%s: the steps differ (-go +python):\n%s", l.Name, diff)
	}
}

// size checks how long and wide a file is, and how much of it is comment.
func size(t *testing.T, file, source string) {
	lines := strings.Split(strings.TrimSuffix(source, "\n"), "\n")
	comments := 0
	for i, line := range lines {
		if n := columns(line); n > maxColumns {
			t.Errorf("%s:%d: %d columns, at most %d: %s", file, i+1, n, maxColumns, line)
		}
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "//") || strings.HasPrefix(text, "#") {
			comments++
		}
	}
	if len(lines) > maxLines {
		t.Errorf("%s: %d lines, at most %d", file, len(lines), maxLines)
	}
	if comments*100 > maxComments*len(lines) {
		t.Errorf("%s: %d of %d lines are comments, at most %d %%", file, comments, len(lines), maxComments)
	}
}

func columns(line string) int {
	n := 0
	for _, r := range line {
		switch {
		case r == '\t':
			n += 4
		case unicode.Is(unicode.Han, r), r >= 0x3000 && r <= 0x303F, r >= 0xFF00 && r <= 0xFF60:
			n += 2
		default:
			n++
		}
	}
	return n
}

// imports checks that a lesson sees the socket API, and beside it at most the
// protocols that it is about.
func imports(t *testing.T, file string, source []byte) {
	f, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	for _, spec := range f.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		first, _, _ := strings.Cut(path, "/")
		switch {
		case slices.Contains([]string{"net", "os", "syscall", "unsafe"}, first):
			t.Errorf("%s imports %s: a lesson runs on any network, and on no particular system", file, path)
		case strings.Contains(first, ".") && !strings.HasSuffix(path, "/shared/lesson") &&
			!strings.HasSuffix(path, "/shared/socket") && !strings.HasSuffix(path, "/shared/rdt") &&
			!strings.HasSuffix(path, "/shared/lesson/arq"):
			t.Errorf("%s imports %s: a lesson is read without other packages at hand", file, path)
		}
	}
}

// python checks that Python 3.9 can parse a file, where there is a Python.
func python(t *testing.T, file string, source []byte) {
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Logf("%s: not parsed, for there is no python3 here", file)
		return
	}
	cmd := exec.Command(path, "-c", "import ast, sys; ast.parse(sys.stdin.buffer.read(), feature_version=(3, 9))")
	cmd.Stdin = bytes.NewReader(source)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", file, err, out)
	}
}
