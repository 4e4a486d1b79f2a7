package trace

import (
	"runtime"
	"sync"
)

// A place is the lesson's step and line that a program counter belongs to.
type place struct {
	step string
	line int
	ok   bool
}

// places finds the lesson's step among the callers. Frames are looked up once
// for each program counter: asking the runtime for every call would cost more
// than the call.
type places struct {
	locate func(runtime.Frame) (string, int, bool)

	mu    sync.Mutex
	known map[uintptr]place
}

// maxDepth is how many callers are looked at.
const maxDepth = 48

// find returns the place of the caller of a recorded call.
func (p *places) find() place {
	if p == nil {
		return place{}
	}
	var pcs [maxDepth]uintptr
	n := runtime.Callers(3, pcs[:]) // without Callers, find and its caller
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, pc := range pcs[:n] {
		at, ok := p.known[pc]
		if !ok {
			at = p.look(pc)
			p.known[pc] = at
		}
		if at.ok {
			return at
		}
	}
	return place{}
}

// look asks for one program counter. An inlined function has one of its own.
func (p *places) look(pc uintptr) place {
	frames := runtime.CallersFrames([]uintptr{pc})
	for {
		f, more := frames.Next()
		if step, line, ok := p.locate(f); ok {
			return place{step, line, true}
		}
		if !more {
			return place{}
		}
	}
}
