package virtualtest

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// A probe is a testing.TB whose failures fail no test, unless they are to be heard.
type probe struct {
	testing.TB
	heard bool

	mu       sync.Mutex
	failed   bool
	cleanups []func()
}

// fail notes a failure and says what it is.
func (p *probe) fail(text string) {
	p.TB.Helper()
	p.mu.Lock()
	p.failed = true
	p.mu.Unlock()
	if p.heard {
		p.TB.Error(text)
	}
}

// cleanup calls what Cleanup was given, the last first.
func (p *probe) cleanup() {
	for {
		p.mu.Lock()
		last := len(p.cleanups) - 1
		if last < 0 {
			p.mu.Unlock()
			return
		}
		f := p.cleanups[last]
		p.cleanups = slices.Delete(p.cleanups, last, last+1)
		p.mu.Unlock()
		f()
	}
}

// Cleanup, Fail and the others are as testing.TB has them.
func (p *probe) Cleanup(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cleanups = append(p.cleanups, f)
}

func (p *probe) Failed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
}

func (p *probe) Fail() {
	p.TB.Helper()
	p.fail("failed")
}

func (p *probe) FailNow() {
	p.TB.Helper()
	p.fail("failed")
	runtime.Goexit()
}

func (p *probe) Error(a ...any) {
	p.TB.Helper()
	p.fail(fmt.Sprintln(a...))
}

func (p *probe) Errorf(format string, a ...any) {
	p.TB.Helper()
	p.fail(fmt.Sprintf(format, a...))
}

func (p *probe) Fatal(a ...any) {
	p.TB.Helper()
	p.fail(fmt.Sprintln(a...))
	runtime.Goexit()
}

func (p *probe) Fatalf(format string, a ...any) {
	p.TB.Helper()
	p.fail(fmt.Sprintf(format, a...))
	runtime.Goexit()
}

func (p *probe) Log(a ...any) {
	p.TB.Helper()
	if p.heard {
		p.TB.Log(a...)
	}
}

func (p *probe) Logf(format string, a ...any) {
	p.TB.Helper()
	if p.heard {
		p.TB.Logf(format, a...)
	}
}
