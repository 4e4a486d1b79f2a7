package link

import "time"

// instant returns when a packet arrives that is due at a time, in a bubble: at
// the nanosecond of the microsecond whose turn it is at that receiver. A timer
// of whole microseconds that the receiver set when a packet arrived fires at
// that packet's nanosecond, so no packet arrives at the instant when a timer
// fires, unless a thousand came in between: which was first would be Go's
// choice. Nothing else arrives at that instant.
func (s *Scheduler) instant(to string, due time.Duration) time.Duration {
	const turns = 1000 // nanoseconds
	t := s.turns[to]
	if t == nil {
		t = new(turn)
		s.turns[to] = t
	}
	for earliest := max(due, t.last+1); ; {
		t.number = t.number%(turns-1) + 1 // not 0: programs start there
		at := earliest - earliest%turns + t.number
		if at < earliest {
			at += turns
		}
		if !s.taken[at] {
			s.taken[at] = true
			t.last = at
			return at
		}
		earliest = at + 1
	}
}

// A turn is when packets arrive at a receiver.
type turn struct {
	number time.Duration // of nanoseconds in the microsecond
	last   time.Duration // instant
}
