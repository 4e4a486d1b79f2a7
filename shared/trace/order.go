package trace

import (
	"slices"
	"sync"
	"time"
)

// InOrder returns a sink that hands events on to another in the order of their
// Time: those that were recorded late, such as captured packets, come where they
// belong, if they are not later than wait.
func InOrder(to Sink, wait time.Duration) Sink { return &ordered{to: to, wait: wait} }

type ordered struct {
	to    Sink
	wait  time.Duration
	mu    sync.Mutex
	held  []heldEvent // by Time
	timer *time.Timer
}

type heldEvent struct {
	Event
	came time.Time
}

// Event keeps a copy of e until it is its turn.
func (o *ordered) Event(e *Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	at := len(o.held)
	for at > 0 && o.held[at-1].Time > e.Time {
		at--
	}
	o.held = slices.Insert(o.held, at, heldEvent{e.Clone(), time.Now()})
	if o.timer == nil {
		o.timer = time.AfterFunc(o.wait, o.release)
	}
}

// release hands on what has waited for long enough.
func (o *ordered) release() {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for n < len(o.held) && time.Since(o.held[n].came) >= o.wait {
		o.to.Event(&o.held[n].Event)
		n++
	}
	o.held = slices.Delete(o.held, 0, n)
	o.timer = nil
	if len(o.held) > 0 {
		o.timer = time.AfterFunc(max(0, o.wait-time.Since(o.held[0].came)), o.release)
	}
}

// Flush hands on everything, and flushes the other sink.
func (o *ordered) Flush() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.timer != nil {
		o.timer.Stop()
	}
	for i := range o.held {
		o.to.Event(&o.held[i].Event)
	}
	o.held = nil
	if f, ok := o.to.(interface{ Flush() error }); ok {
		return f.Flush()
	}
	return nil
}
