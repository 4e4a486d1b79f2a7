package bridge

import "slices"

// A room is what a committer still takes, and who waits for some of it: first
// come, first served. The committer's mutex guards it.
type room struct {
	reserved int // bytes that are about to be queued
	waiting  []*place
}

// A place is one who waits for room; granted is closed once there is.
type place struct {
	size    int
	granted chan struct{}
}

// reserve makes room for what is to be queued, or returns a place in the queue.
// Who has the room gives it back once it has queued its bytes, which count by
// themselves then, and before it waits for anything else.
func (c *committer) reserve(size int) *place {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.room.waiting) == 0 && c.hasRoom() {
		c.room.reserved += size
		return nil
	}
	p := &place{size, make(chan struct{})}
	c.room.waiting = append(c.room.waiting, p)
	return p
}

// hasRoom reports whether there is room for one more. Once nothing is written any
// more there is: what is sent then fails.
func (c *committer) hasRoom() bool {
	return len(c.pending)+c.room.reserved < maxCommit || !c.open()
}

// admit grants places while there is room. c.mu is held.
func (c *committer) admit() {
	r := &c.room
	for len(r.waiting) > 0 && c.hasRoom() {
		r.reserved += r.waiting[0].size
		close(r.waiting[0].granted)
		r.waiting = slices.Delete(r.waiting, 0, 1)
	}
}

// giveBack ends a reservation.
func (c *committer) giveBack(size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.room.reserved -= size
	c.admit()
}

// leave gives up a place, which may have been granted meanwhile.
func (c *committer) leave(p *place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.Index(c.room.waiting, p); i >= 0 {
		c.room.waiting = slices.Delete(c.room.waiting, i, i+1)
	} else {
		c.room.reserved -= p.size
	}
	c.admit()
}
