package link

import (
	"math"
	"slices"
	"time"
)

const (
	settle = time.Nanosecond // in a bubble: until everything else has come to rest
	ever   = 365 * 24 * time.Hour
	never  = time.Duration(math.MaxInt64)
)

func (s *Scheduler) run() {
	defer close(s.ended)
	defer s.timer.Stop()
	for s.take() {
		now := s.Now()
		s.work(now)
		if !s.config.Bubble {
			s.wait(now)
			continue
		}
		s.foresee(now)
		if next := s.next() - now; next <= min(s.least, time.Microsecond) {
			time.Sleep(next) // cheaper than a timer; even a new link waits for so little
		} else {
			s.rest(now)
		}
	}
}

// next returns when the next event is.
func (s *Scheduler) next() time.Duration {
	if len(s.events) == 0 {
		return never
	}
	return s.events[0].at
}

// set sets the timer; if there is nothing to wait for it is stopped, so that a bubble
// can tell that it is stuck.
func (s *Scheduler) set(at, now time.Duration) {
	if at == never {
		s.timer.Stop()
	} else {
		s.timer.Reset(at - now)
	}
}

// wait waits in real time for the next event, or until something is collected.
func (s *Scheduler) wait(now time.Duration) {
	s.set(s.next(), now)
	select {
	case <-s.timer.C():
	case <-s.kick:
	}
}

// rest waits in a bubble, for the timer alone: for the next event, or until
// everything sent at an instant is known, which rouse sees to if it is sent later.
func (s *Scheduler) rest(now time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.wake = s.next()
	// If no packet sent until then can arrive before it, all are decided there.
	s.near = s.wake-now <= min(s.least, 100*time.Microsecond) &&
		!slices.ContainsFunc(s.entries, other) && !slices.ContainsFunc(s.collected, other)
	if !s.near && len(s.entries)+len(s.collected) > 0 {
		s.wake = min(s.wake, now+settle)
	}
	s.set(s.wake, now)
	s.mu.Unlock()
	<-s.timer.C()
	s.mu.Lock()
	s.wake = 0
}

// rouse has the goroutine look again: for packets, or for what is urgent and cannot
// wait as they can. In a bubble it does once all sent at this instant is known. s.mu
// is held.
func (s *Scheduler) rouse(now time.Duration, urgent bool) {
	switch {
	case !s.config.Bubble:
		select {
		case s.kick <- struct{}{}:
		default:
		}
	case s.wake > now+settle && (urgent || !s.near):
		s.wake = now + settle
		s.timer.Reset(settle)
	}
}
