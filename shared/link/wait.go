package link

import (
	"slices"
	"time"
)

const (
	settle = time.Nanosecond // in a bubble: until everything else has come to rest
	ever   = 365 * 24 * time.Hour
)

func (s *Scheduler) run() {
	defer close(s.ended)
	defer s.timer.Stop()
	for s.take() {
		now := s.Now()
		s.work(now)
		if s.config.Bubble {
			s.foresee(now)
			s.rest(now)
		} else {
			s.wait(now)
		}
	}
}

// wait waits in real time for the next event, or until something is collected.
func (s *Scheduler) wait(now time.Duration) {
	if len(s.events) == 0 {
		s.timer.Stop()
	} else {
		s.timer.Reset(s.events[0].at - now)
	}
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
	s.wake, s.near = ever, false
	if len(s.events) > 0 {
		s.wake = s.events[0].at
		// No packet sent until then can arrive before it, so all are decided there.
		s.near = s.wake-now <= min(s.least, 100*time.Microsecond) && !slices.ContainsFunc(s.entries, other) && !slices.ContainsFunc(s.collected, other)
	}
	if !s.near && len(s.entries)+len(s.collected) > 0 {
		s.wake = min(s.wake, now+settle)
	}
	if s.wake == ever {
		s.timer.Stop() // so that the bubble can tell that it is stuck
	} else {
		s.timer.Reset(s.wake - now)
	}
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
