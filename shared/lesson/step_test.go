package lesson_test

import (
	"runtime"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
)

const goSource = `package l

func server(h *lesson.Host) error {
	defer s.Close()
	// step: bind
	s.Bind()
	for {
		// step: accept
		go func() { s.Accept() }()
	}

	// step: close
}

func serve(
	h *lesson.Host,
) error {
	// step: recv
	s.Recv()
}

// step: nowhere
var x = 1
`

const pySource = `def server():
    # step: bind
    s.bind()

# step: nowhere


def serve(): # step: no
    # step: not a name
    #step: nor here
    # step: recv
    s.recv()

main()
`

func stepped() *lesson.Lesson {
	return &lesson.Lesson{Name: "l", Source: fstest.MapFS{
		"l.go": {Data: []byte(goSource)}, "l.py": {Data: []byte(pySource)},
	}}
}

func TestSteps(t *testing.T) {
	tests := []struct {
		file string
		want []lesson.Step
	}{
		{"l.go", []lesson.Step{
			{Func: "server", Name: "bind", Line: 5, End: 7}, {Func: "server", Name: "accept", Line: 8, End: 10},
			{Func: "server", Name: "close", Line: 12, End: 13}, {Func: "serve", Name: "recv", Line: 18, End: 20},
		}},
		{"l.py", []lesson.Step{
			{Func: "server", Name: "bind", Line: 2, End: 3}, {Func: "serve", Name: "recv", Line: 11, End: 12},
		}},
	}
	for _, test := range tests {
		got, err := stepped().Steps(test.file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", test.file, diff)
		}
	}
}

func TestLocate(t *testing.T) {
	const pkg = "example.org/m/shared/lesson/l"
	tests := []struct {
		name, file, function string
		line                 int
		step                 string
		ok                   bool
	}{
		{"in a step", "/home/u/m/shared/lesson/l/l.go", pkg + ".server", 6, "bind", true},
		{"trimpath", pkg + "/l.go", pkg + ".server", 6, "bind", true},
		{"a closure", pkg + "/l.go", pkg + ".server.func1", 9, "accept", true},
		{"a deferred call", pkg + "/l.go", pkg + ".server", 13, "close", true},
		{"before the first step", pkg + "/l.go", pkg + ".server", 4, "", true},
		{"the next function", pkg + "/l.go", pkg + ".serve", 15, "", true},
		{"another file", pkg + "/l_test.go", pkg + ".server", 6, "", false},
		{"another package", "example.org/l/l.go", "example.org/l.server", 6, "", false},
		{"another lesson", "example.org/m/shared/lesson/ll/l.go", "example.org/m/shared/lesson/ll.f", 6, "", false},
		{"the runtime", "runtime/proc.go", "runtime.goexit", 6, "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			step, line, ok := stepped().Locate(runtime.Frame{File: test.file, Function: test.function, Line: test.line})
			if !test.ok {
				test.line = 0
			}
			if step != test.step || line != test.line || ok != test.ok {
				t.Errorf("got %q, %d, %v, want %q, %d, %v", step, line, ok, test.step, test.line, test.ok)
			}
		})
	}
}
