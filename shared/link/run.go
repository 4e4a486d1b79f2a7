package link

import "time"

func (s *Scheduler) run() {
	defer close(s.ended)
	defer s.timer.Stop()
	s.own.Lock()
	defer s.own.Unlock()
	for s.take() {
		now := s.Now()
		s.round(now)
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

// help does what is due in a sender's goroutine, and reports whether it could:
// not while another does it.
func (s *Scheduler) help() bool {
	if !s.own.TryLock() {
		return false
	}
	defer s.own.Unlock()
	if s.take() {
		now := s.Now()
		s.round(now)
		s.set(s.next(), now)
	}
	return true
}

// round does what is due.
func (s *Scheduler) round(now time.Duration) {
	s.work(now)
	if s.config.Flush != nil {
		s.config.Flush()
	}
}

// work does what is due, in the order of time.
func (s *Scheduler) work(now time.Duration) {
	for {
		sent := len(s.entries) > 0 && s.decidable(s.entries[0].at, now)
		due := len(s.events) > 0 && s.events[0].at <= now
		switch {
		case sent && !(due && s.events[0].at <= s.entries[0].at):
			s.decide()
		case due:
			s.happen(s.events.pop(), now)
		default:
			return
		}
	}
}

// decidable reports whether all is known that was sent at a time.
func (s *Scheduler) decidable(at, now time.Duration) bool { return !s.config.Bubble || at < now }

// decide does the first entry.
func (s *Scheduler) decide() {
	e := s.entries[0]
	s.entries[0] = entry{}
	s.entries = s.entries[1:]
	s.now = max(s.now, e.at)
	if e.do != nil {
		e.do()
		return
	}
	e.link.send(e.parcel, e.lost)
}

// happen does an event that is due.
func (s *Scheduler) happen(e event, now time.Duration) {
	if e.arrives && s.config.Bubble && !e.turn {
		s.turn(&e, now)
		s.events.push(e)
		return
	}
	s.now = max(s.now, e.at)
	switch {
	case e.do != nil:
		e.do()
	case e.arrives:
		s.arrived(e)
		e.link.arrive(e.parcel)
	default:
		e.link.transmitted(e.parcel)
	}
}
