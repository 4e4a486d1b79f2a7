package link

import (
	"fmt"
	"sync"
	"time"
)

// A SchedulerConfig says how a Scheduler works. The zero value is for real time.
type SchedulerConfig struct {
	Clock Clock // nil: SystemClock

	// Bubble says that the program runs in a bubble of testing/synctest, where
	// time passes only once every goroutine waits. Then each packet arrives at
	// an instant of its own, within the microsecond after it is due (two, if
	// its link is that new), after everything that happened before has come to
	// rest: one seed, one trace.
	Bubble bool

	// ByContent orders packets that were sent in one flow at the same instant
	// by their bytes, in a bubble. It is for programs whose goroutines or timers
	// send on one socket at the same instant: which is first is Go's choice, and
	// varies. Otherwise such packets keep the order in which they were sent.
	ByContent bool

	// Record is called with each decision, in the Scheduler's goroutine. It
	// must not wait. It may be nil.
	Record func(Record)
}

// A Scheduler owns the links of a network: one goroutine decides and delivers.
type Scheduler struct {
	config SchedulerConfig
	start  time.Time
	timer  Timer
	kick   chan struct{} // something was collected, or the Scheduler closed; not in a bubble
	ended  chan struct{}

	mu        sync.Mutex
	collected []entry
	closed    bool
	wake      time.Duration // in a bubble, while the goroutine waits: until when; else 0
	near      bool          // and so near that packets can wait, too

	// Of the goroutine alone.
	now       time.Duration // since start
	entries   []entry       // collected, sorted, and not yet decided
	spare     []entry       // for collected
	room      []entry       // for entries
	events    heap
	order     int64
	seq       int64
	least     time.Duration // what a packet takes on any link, at least
	receivers map[string]*turn
	taken     map[time.Duration]bool // the instants at which packets arrive
}

// NewScheduler starts a Scheduler. Its start is time 0.
func NewScheduler(c SchedulerConfig) *Scheduler {
	s := newScheduler(c)
	go s.run()
	return s
}

func newScheduler(c SchedulerConfig) *Scheduler {
	if c.Clock == nil {
		c.Clock = SystemClock{}
	}
	return &Scheduler{
		config: c, start: c.Clock.Now(), timer: c.Clock.NewTimer(time.Hour),
		kick: make(chan struct{}, 1), ended: make(chan struct{}),
		receivers: make(map[string]*turn), taken: make(map[time.Duration]bool), least: ever,
	}
}

// Start returns the time of the Scheduler's clock when it began, which is 0 in records.
func (s *Scheduler) Start() time.Time { return s.start }

// Now returns the time since the Scheduler's start.
func (s *Scheduler) Now() time.Duration { return s.config.Clock.Now().Sub(s.start) }

// Link adds a link. It returns the error of Conditions.Check.
func (s *Scheduler) Link(c Config) (*Link, error) {
	for _, check := range append([]Change{{Conditions: c.Conditions}}, c.Changes...) {
		if err := check.Conditions.Check(); err != nil {
			return nil, fmt.Errorf("link %s: %w", c.Name, err)
		}
		if check.At < 0 {
			return nil, fmt.Errorf("link %s: %w", c.Name, outside("time of a change", check.At, "0 or more"))
		}
	}
	l := &Link{s: s, config: c, flows: make(map[string]*flow), turn: new(turn)}
	l.set(c.Conditions)
	s.collect(entry{link: l, do: func() {
		if t := s.receivers[c.To]; t != nil {
			l.turn = t
		}
		s.receivers[c.To] = l.turn
		s.lower(c.Conditions.Delay.least())
		for _, change := range c.Changes {
			s.at(change.At, event{link: l, do: func() { l.change(change.Conditions) }})
		}
	}})
	return l, nil
}

// Close ends the goroutine. What is on its way is gone, and so is what is sent
// later.
func (s *Scheduler) Close() {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		s.rouse(s.Now(), true)
	}
	s.mu.Unlock()
	<-s.ended
}

// at has something happen at a time.
func (s *Scheduler) at(t time.Duration, e event) {
	s.order++
	e.at, e.order = t, s.order
	s.events.push(e)
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
