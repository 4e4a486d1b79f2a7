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

// collect takes packets that are to be decided.
func (s *Scheduler) collect(l *Link, why *lost, packets ...Packet) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	at, first := s.Now(), len(s.collected) == 0
	for _, p := range packets {
		s.collected = append(s.collected, entry{at: at, link: l, parcel: &parcel{Packet: p}, lost: why, epoch: l.epoch})
	}
	inline := s.config.Inline && !s.config.Bubble
	if first && !inline {
		s.rouse(at, false)
	}
	s.mu.Unlock()
	if inline && !s.help() && first {
		s.call()
	}
}

// do takes something that is to be done to a link after what was sent before.
func (s *Scheduler) do(l *Link, f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	at := s.Now()
	l.epoch++
	s.collected = append(s.collected, entry{at: at, link: l, do: f, epoch: l.epoch})
	s.rouse(at, true)
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
