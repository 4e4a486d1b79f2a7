package link

import "time"

// turns are the nanoseconds of a microsecond.
const turns = 1000

// A turn is when packets arrive at a receiver, in a bubble: each at the nanosecond
// of the microsecond whose turn it is there. A timer of whole microseconds that the
// receiver set when a packet arrived fires at that packet's nanosecond, so no
// packet arrives at the instant when a timer fires, unless a thousand came in
// between: which was first would be Go's choice. Nothing else arrives at that instant.
type turn struct {
	last    time.Duration // instant that was given
	arrived time.Duration // instant that has passed
}

// foresee gives turns before packets are due, so that nothing happens when they
// are: to those next, if no packet sent from now on can be due before them.
func (s *Scheduler) foresee(now time.Duration) {
	for len(s.events) > 0 {
		e := &s.events[0]
		if !e.arrives || e.turn || e.at > now+s.least {
			return
		}
		s.turn(e, now)
		s.events.sink()
	}
}

// turn has a packet arrive when it is its turn.
func (s *Scheduler) turn(e *event, now time.Duration) {
	t := e.link.turn
	e.turn, e.parcel.at = true, e.at
	earliest := max(e.at, now, t.last+1)
	number := t.last % turns
	for {
		number = number%(turns-1) + 1 // not 0: programs start there
		t.last = earliest - earliest%turns + number
		if t.last < earliest {
			t.last += turns
		}
		if !s.taken[t.last] {
			break
		}
		earliest = t.last + 1
	}
	s.taken[t.last] = true
	e.at = t.last
}

// arrived ends a packet's turn.
func (s *Scheduler) arrived(e event) {
	if e.turn {
		delete(s.taken, e.at)
		e.link.turn.arrived = e.at
	}
}

// lower notes that packets may take so little on a link. Turns that were foreseen are
// given back: a packet on that link may be due before.
func (s *Scheduler) lower(least time.Duration) {
	if least >= s.least {
		return
	}
	s.least = least
	for _, t := range s.receivers {
		t.last = t.arrived
	}
	clear(s.taken)
	all := s.events
	s.events = make(heap, 0, len(all))
	for _, e := range all {
		if e.turn {
			e.turn, e.at = false, e.parcel.at
		}
		s.events.push(e)
	}
}
