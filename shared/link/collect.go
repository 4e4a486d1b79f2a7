package link

import (
	"bytes"
	"cmp"
	"slices"
	"time"
)

// An entry is a packet that was sent, or another thing to do.
type entry struct {
	at     time.Duration
	link   *Link
	parcel *parcel
	lost   *lost  // nil: the packet goes on
	do     func() // instead of a packet
	epoch  int    // of the link; a new one begins with each do
}

// lost is why a packet does not come to its link.
type lost struct {
	stage  stage
	reason string
}

// collect takes what is to be decided.
func (s *Scheduler) collect(e entry) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	e.at = s.Now()
	if e.do != nil {
		e.link.epoch++
	}
	e.epoch = e.link.epoch
	s.collected = append(s.collected, e)
	if len(s.collected) == 1 || e.do != nil {
		s.rouse(e.at, e.do != nil)
	}
	s.mu.Unlock()
}

// take moves what was collected to what is to be decided. It returns false once
// the Scheduler is closed.
func (s *Scheduler) take() bool {
	s.mu.Lock()
	fresh, closed := s.collected, s.closed
	s.collected = s.spare[:0]
	select {
	case <-s.kick:
	default:
	}
	s.mu.Unlock()
	if len(s.entries) == 0 {
		s.entries = s.room
	}
	s.entries = append(s.entries, fresh...)
	s.room = s.entries[:0]
	clear(fresh)
	s.spare = fresh
	if s.config.Bubble && len(fresh) > 0 && len(s.entries) > 1 {
		slices.SortStableFunc(s.entries, s.compare)
	}
	return !closed
}

// other reports whether an entry is no packet.
func other(e entry) bool { return e.do != nil }

// compare orders what was sent: by time, link and flow. What goroutines of
// different flows sent at the same instant came in an order that varies; what was
// sent before a link's conditions were set stays before that.
func (s *Scheduler) compare(a, b entry) int {
	if a.at != b.at {
		return cmp.Compare(a.at, b.at)
	}
	c := cmp.Or(cmp.Compare(a.link.config.Name, b.link.config.Name), cmp.Compare(a.epoch, b.epoch))
	switch {
	case c != 0:
		return c
	case a.do != nil:
		return -1
	case b.do != nil:
		return 1
	}
	c = cmp.Compare(a.parcel.Flow, b.parcel.Flow)
	if c == 0 && s.config.ByContent {
		c = bytes.Compare(a.parcel.Data, b.parcel.Data)
	}
	return c
}
