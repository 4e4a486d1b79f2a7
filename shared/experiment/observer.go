package experiment

import (
	"context"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/trace"
)

// An Observer is a trace's sink that keeps the events of a run until it has come to
// rest: all of its hosts wait for each other, or its client waits for a line that
// nobody will type. What follows is the end that was made of it.
type Observer struct {
	memory trace.Memory
	stuck  chan struct{} // closed at a standstill

	mu    sync.Mutex
	last  time.Time // of events
	rests bool
	still bool // stuck is closed
}

var _ trace.Sink = (*Observer)(nil)

// NewObserver returns an Observer.
func NewObserver() *Observer { return &Observer{last: time.Now(), stuck: make(chan struct{})} }

// Event keeps a copy of e.
func (o *Observer) Event(e *trace.Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.rests {
		return
	}
	o.last = time.Now()
	o.memory.Event(e)
	if isStandstill(e) && !o.still {
		o.still = true
		close(o.stuck)
	}
}

// isStandstill reports whether an event says that all hosts wait for each other.
func isStandstill(e *trace.Event) bool { return e.Kind == trace.KindState && e.Call == "stuck" }

// Events returns the events so far, for Judge.
func (o *Observer) Events() []trace.Event { return o.memory.Events() }

// Watch calls end once the run rests, and then returns; or it returns when ctx is
// done. in is the run's input. While its client waits for a line, the run rests if
// nothing has happened for the time quiet.
func (o *Observer) Watch(ctx context.Context, in *Input, quiet time.Duration, end func()) {
	asked := in.asked
	if !in.open {
		asked = nil // the client learns that there are no more lines, and goes on
	}
	var idle <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.stuck:
			o.rest(0)
			end()
			return
		case <-asked:
			asked, idle = nil, time.After(quiet)
		case <-idle:
			wait := o.rest(quiet)
			if wait <= 0 {
				end()
				return
			}
			idle = time.After(wait)
		}
	}
}

// rest ends the recording if nothing has happened for the time quiet, or else
// returns how long it is until then.
func (o *Observer) rest(quiet time.Duration) (wait time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if wait = quiet - time.Since(o.last); wait <= 0 {
		o.rests = true
	}
	return wait
}
