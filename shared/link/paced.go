package link

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// A PacedClock is a clock that can be paused, stepped from timer to timer, and
// made slower or faster than real time. Its methods may be used by several
// goroutines at once.
type PacedClock struct {
	mu     sync.Mutex
	speed  float64   // seconds of this clock in one of real time
	paused bool      // it stands still
	now    time.Time // at since
	since  time.Time // real time
	timers []*pacedTimer
	wake   *time.Timer // for the first of timers
}

var _ Clock = (*PacedClock)(nil)

// NewPacedClock returns a clock that shows the real time and keeps pace with it.
func NewPacedClock() *PacedClock {
	now := time.Now()
	c := &PacedClock{speed: 1, now: now, since: now}
	c.wake = time.AfterFunc(time.Hour, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.advance()
	})
	return c
}

// Now returns the clock's time.
func (c *PacedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

func (c *PacedClock) read() time.Time {
	if c.paused {
		return c.now
	}
	const longest = 100 * 365 * 24 * time.Hour // what a Duration can hold, and more
	return c.now.Add(time.Duration(min(float64(time.Since(c.since))*c.speed, float64(longest))))
}

// advance fires the timers that are due, and sets when to look again.
func (c *PacedClock) advance() {
	c.now, c.since = c.read(), time.Now()
	for len(c.timers) > 0 && !c.timers[0].at.After(c.now) {
		t := c.timers[0]
		c.timers = c.timers[1:]
		t.c <- c.now
	}
	if c.paused || len(c.timers) == 0 {
		c.wake.Stop()
		return
	}
	wait := math.Ceil(float64(c.timers[0].at.Sub(c.now)) / c.speed) // not too early, and so again and again
	c.wake.Reset(time.Duration(min(wait, float64(ever))))
}

// Pause makes the clock stand still.
func (c *PacedClock) Pause() { c.change(func() { c.paused = true }) }

// Resume lets it go on.
func (c *PacedClock) Resume() { c.change(func() { c.paused = false }) }

// SetSpeed sets how many of the clock's seconds pass in a second: more than 0.
func (c *PacedClock) SetSpeed(speed float64) error {
	if !(speed > 0 && speed <= 1e6) {
		return outside("speed", speed, "above 0 and up to 1,000,000; Pause stops the clock")
	}
	c.change(func() { c.speed = speed })
	return nil
}

// Step moves a clock that is paused to the time of its first timer, which fires
// with those due at the same time. It returns how far it went, and an error if
// the clock runs or nothing waits for it.
func (c *PacedClock) Step() (time.Duration, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case !c.paused:
		return 0, fmt.Errorf("the clock runs: pause it before a step")
	case len(c.timers) == 0:
		return 0, fmt.Errorf("nothing waits for the clock")
	}
	before := c.now
	c.now = c.timers[0].at
	c.advance()
	return c.now.Sub(before), nil
}

func (c *PacedClock) change(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.since = c.read(), time.Now()
	f()
	c.advance()
}

// NewTimer returns a timer of this clock.
func (c *PacedClock) NewTimer(d time.Duration) Timer {
	t := &pacedTimer{clock: c, c: make(chan time.Time, 1)}
	t.Reset(d)
	return t
}

type pacedTimer struct {
	clock *PacedClock
	at    time.Time
	c     chan time.Time
}

func (t *pacedTimer) C() <-chan time.Time { return t.c }

func (t *pacedTimer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	return t.stop()
}

func (t *pacedTimer) Reset(d time.Duration) bool {
	c := t.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	active := t.stop()
	t.at = c.read().Add(d)
	i, _ := slices.BinarySearchFunc(c.timers, t, func(a, b *pacedTimer) int {
		if a.at.After(b.at) {
			return 1
		}
		return -1 // behind those of the same time
	})
	c.timers = slices.Insert(c.timers, i, t)
	c.advance()
	return active
}

// stop takes the timer away, and what it may have sent.
func (t *pacedTimer) stop() bool {
	select {
	case <-t.c:
	default:
	}
	i := slices.Index(t.clock.timers, t)
	if i >= 0 {
		t.clock.timers = slices.Delete(t.clock.timers, i, i+1)
	}
	return i >= 0
}
