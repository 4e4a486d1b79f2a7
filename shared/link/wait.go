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
// Others may work meanwhile.
func (s *Scheduler) wait(now time.Duration) {
	s.set(s.next(), now)
	s.own.Unlock()
	defer s.own.Lock()
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
		s.call()
	case s.wake > now+settle && (urgent || !s.near):
		s.wake = now + settle
		s.timer.Reset(settle)
	}
}

// call has the goroutine look again, in real time.
func (s *Scheduler) call() {
	select {
	case s.kick <- struct{}{}:
	default:
	}
}
