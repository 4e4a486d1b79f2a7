package play

import "sync"

// A window bounds the messages of a run that are under way to the page.
type window struct {
	mu      sync.Mutex
	changed sync.Cond // of mu
	room    int
	opened  bool // for good
}

// newWindow returns a window of size messages; of any number for 0.
func newWindow(size int) *window {
	w := &window{room: size, opened: size == 0}
	w.changed.L = &w.mu
	return w
}

// wait waits for room, and takes it.
func (w *window) wait() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.room <= 0 && !w.opened {
		w.changed.Wait()
	}
	w.room--
}

// taken makes room. A count below zero, which makes no sense, makes none.
func (w *window) taken(count int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.room += max(0, count)
	w.changed.Broadcast()
}

// open lets everything through from now on: the run ends.
func (w *window) open() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opened = true
	w.changed.Broadcast()
}
