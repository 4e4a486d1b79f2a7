//go:build linux || darwin

package main

import (
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/lesson/lessontest"
)

// A process is a program that runs beside a test, until the test ends.
type process struct {
	mu      sync.Mutex
	out     strings.Builder
	changed chan struct{} // has something once there is new output, or the end
	ended   chan struct{}
}

// Write takes the program's output.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out.Write(b)
	p.note()
	return len(b), nil
}

func (p *process) note() {
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return somePort.ReplaceAllString(p.out.String(), "('127.0.0.1', PORT)")
}

func (p *process) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// waitFor waits until the program has printed that.
func (p *process) waitFor(t *testing.T, want string) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for !strings.Contains(p.output(), want) {
		select {
		case <-p.changed:
		case <-limit:
			t.Fatalf("the program has not printed %q, but:\n%s", want, p.output())
		}
	}
}

func start(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{changed: make(chan struct{}, 1), ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p, p
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		cmd.Wait()
		close(p.ended)
		p.note()
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-p.ended
	})
	return p
}

// python returns the command that runs a program with python3, unbuffered and
// without warnings of what is deprecated.
func python(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), tool(t, "python3"), append([]string{"-u", "-W", "ignore"}, args...)...)
}

func startPython(t *testing.T, args ...string) *process {
	t.Helper()
	return start(t, python(t, args...))
}

// tool returns the path of a program that scripts/tools installs.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%v: run scripts/tools, which installs it", err)
	}
	return path
}

// alike returns what every run of a lesson prints.
func alike(text string) string {
	return somePort.ReplaceAllString(lessontest.Unmeasured(text), "('127.0.0.1', PORT)")
}
