package trace

import (
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/socketlab/socketlab/shared/socket"
)

// A Host is one program of a run: its calls, what its user types and what it
// prints. All methods of a nil *Host do nothing.
type Host struct {
	rec    *Recorder
	name   string
	places atomic.Pointer[places]

	// Guarded by the recorder's lock.
	sockets int            // created so far, to name the next
	waits   map[int64]wait // calls that may be waiting, by the Seq of their enter
	active  int            // how many say that the host is not waiting for a peer
	part    bool           // it has a stack, and has not exited
}

// Name returns the host's name.
func (h *Host) Name() string {
	if h == nil {
		return ""
	}
	return h.name
}

// Wrap returns a Stack that records every call on st's sockets. For a nil
// *Host it returns st itself. Resolve is not recorded.
func (h *Host) Wrap(st socket.Stack) socket.Stack {
	if h == nil {
		return st
	}
	h.rec.mu.Lock()
	defer h.rec.mu.Unlock()
	h.part = true
	return &stack{Stack: st, host: h}
}

// Locate says how to find the lesson's step that makes a call: the callers are
// walked from the innermost outwards, and the first for which f returns ok is
// the step. f is called once for each place in the program. nil: no steps.
func (h *Host) Locate(f func(runtime.Frame) (step string, line int, ok bool)) {
	switch {
	case h == nil:
	case f == nil:
		h.places.Store(nil)
	default:
		h.places.Store(&places{locate: f, known: make(map[uintptr]place)})
	}
}

// Stdin records what the host's user typed.
func (h *Host) Stdin(text string) { h.text(KindStdin, text) }

// Stdout records what the host's program printed.
func (h *Host) Stdout(text string) { h.text(KindStdout, text) }

func (h *Host) text(k Kind, text string) {
	if h != nil {
		h.rec.text(k, h.name, strings.ToValidUTF8(text, "\uFFFD")) // JSON could not hold other bytes
	}
}

// WaitStdin says that the host waits for its user, until done is called: it
// is not stuck.
func (h *Host) WaitStdin() (done func()) { return h.Busy() }

// Busy says that the host computes or sleeps, until done is called: it is not
// stuck.
func (h *Host) Busy() (done func()) {
	if h == nil {
		return func() {}
	}
	h.setActive(1)
	var once atomic.Bool
	return func() {
		if once.CompareAndSwap(false, true) {
			h.setActive(-1)
		}
	}
}

func (h *Host) setActive(n int) {
	h.rec.mu.Lock()
	defer h.rec.mu.Unlock()
	h.active += n
	h.rec.touch()
}

// Exit says that the host's program has ended: others do not wait for it to
// do something. A later Wrap makes it take part again.
func (h *Host) Exit() {
	if h == nil {
		return
	}
	h.rec.mu.Lock()
	defer h.rec.mu.Unlock()
	h.part = false
	h.rec.touch()
}

// nextName names the host's next socket. The caller holds the lock.
func (h *Host) nextName() string {
	h.sockets++
	return "s" + strconv.Itoa(h.sockets)
}
