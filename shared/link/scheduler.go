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

	// Inline has a goroutine that sends also decide and deliver what is due,
	// unless that is being done: to wake another one for each packet takes longer
	// than the rest. Senders then call Record and Deliver, which must not wait for
	// a lock that a sender holds. It means nothing in a bubble.
	Inline bool

	// Record is called with each decision, in the goroutine that decides. It must
	// not wait. It may be nil.
	Record func(Record)

	// Flush is called in that goroutine once all that was due has been done, so
	// that Deliver need only note what to do with many packets at once. It may be
	// nil.
	Flush func()
}

// A Scheduler owns the links of a network: one goroutine at a time decides and delivers.
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

	own       sync.Mutex    // who holds it decides and delivers, and owns the rest
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
	s.do(l, func() {
		if t := s.receivers[c.To]; t != nil {
			l.turn = t
		}
		s.receivers[c.To] = l.turn
		s.lower(c.Conditions.Delay.least())
		for _, change := range c.Changes {
			s.at(change.At, event{link: l, do: func() { l.change(change.Conditions) }})
		}
	})
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
