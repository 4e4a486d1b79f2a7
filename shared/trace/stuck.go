package trace

import (
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// watch notices that nothing happens any more. Its timer is set when an event
// finds it unset, and finds out itself whether events came meanwhile: an event
// costs a comparison.
type watch struct {
	after time.Duration // negative: never
	last  time.Duration // since the start, of the last event
	timer *time.Timer
	armed bool
}

func (w *watch) stop() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// arm sets the timer. The caller holds the lock.
func (r *Recorder) arm() {
	w := &r.watch
	if w.after < 0 || r.closed {
		return
	}
	w.armed = true
	if w.timer == nil {
		w.timer = time.AfterFunc(w.after, r.check)
		return
	}
	w.timer.Reset(w.after)
}

// touch counts as an event for the watch. The caller holds the lock.
func (r *Recorder) touch() {
	r.watch.last = time.Since(r.start)
	if !r.watch.armed {
		r.arm()
	}
}

// check is the timer's function.
func (r *Recorder) check() {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := &r.watch
	if r.closed {
		return
	}
	if idle := time.Since(r.start) - w.last; idle < w.after {
		w.timer.Reset(w.after - idle)
		return
	}
	// armed stays true over emit, and is false after it: this very event
	// must not start the next watch, so that a standstill is told once.
	if text := r.standstill(); text != "" {
		e := r.begin(KindState, "", "")
		e.Call, e.Text = "stuck", text
		r.emit(e)
	}
	w.armed = false
}

// A wait is a call that may be waiting.
type wait struct {
	h       *handle
	op      socket.Op
	seq     int64
	forever bool
}

// wait notes that a call may wait. The caller holds the lock.
func (h *handle) wait(seq int64, c *socket.Call) {
	if d := mayWait(c); d != 0 {
		h.host.waits[seq] = wait{h: h, op: c.Op, seq: seq, forever: d < 0}
	}
}

// ends reports whether the call ends of itself: it has a timeout, or its
// socket a deadline.
func (w wait) ends() bool {
	direction := writing
	if w.op.Reads() {
		direction = reading
	}
	return !w.forever || w.h.bounded[direction].Load()
}

// standstill returns the text that says how all hosts wait for each other, or
// "" while something may still happen.
func (r *Recorder) standstill() string {
	var waits []wait
	all := true // in accept, as servers are that nobody has called
	for _, h := range r.hosts {
		if h.active > 0 {
			return ""
		}
		if !h.part {
			continue
		}
		w, ok := h.stuckIn()
		if !ok {
			return ""
		}
		all = all && w.op == socket.OpAccept
		waits = append(waits, w)
	}
	if len(waits) < 2 || all {
		return ""
	}
	return describe(waits)
}

// stuckIn returns the call that the host is in: the earliest, and rather any
// other than accept. It is not ok if there is none, or one ends of itself.
func (h *Host) stuckIn() (first wait, ok bool) {
	for _, w := range h.waits {
		if w.ends() {
			return wait{}, false
		}
		better := w.seq < first.seq
		if accepts := w.op == socket.OpAccept; accepts != (first.op == socket.OpAccept) {
			better = !accepts
		}
		if !ok || better {
			first, ok = w, true
		}
	}
	return first, ok
}

func describe(waits []wait) string {
	name := func(w wait) string { return w.h.host.name + " " + w.h.name }
	if len(waits) == 2 {
		a, b := waits[0], waits[1]
		if a.op == b.op {
			return "both sides are in " + a.op.String() + ": " + name(a) + " and " + name(b) +
				" each wait for the other; " + hopeless(a.op)
		}
		return name(a) + " is in " + a.op.String() + " and " + name(b) + " is in " + b.op.String() +
			": each waits for the other; nothing will arrive"
	}
	var list []string
	for _, w := range waits {
		list = append(list, name(w)+" in "+w.op.String())
	}
	return "every host waits: " + strings.Join(list, ", ") + "; nothing will arrive"
}

func hopeless(op socket.Op) string {
	if isSend(op) {
		return "nobody receives"
	}
	return "nothing will arrive"
}
