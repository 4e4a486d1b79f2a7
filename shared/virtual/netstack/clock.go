package netstack

import (
	"container/heap"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"gvisor.dev/gvisor/pkg/tcpip"
)

// newClock returns a clock of gVisor's that shows the network's, and what ends it.
func newClock(of link.Clock) (clock tcpip.Clock, end func()) {
	if _, ok := of.(link.SystemClock); ok {
		return tcpip.NewStdClock(), func() {}
	}
	c := &timers{Clock: of, start: of.Now(), kick: make(chan struct{}, 1), done: make(chan struct{}), ended: make(chan struct{})}
	go c.run()
	return c, func() { close(c.done); <-c.ended }
}

// timers is a clock that may be paused or slow, with a goroutine for all its timers.
type timers struct {
	link.Clock
	start time.Time
	kick  chan struct{} // the first timer is another
	done  chan struct{}
	ended chan struct{}

	mu  sync.Mutex
	due queue
}

// NowMonotonic returns the time since the start.
func (c *timers) NowMonotonic() tcpip.MonotonicTime {
	return tcpip.MonotonicTime{}.Add(c.Now().Sub(c.start))
}

// AfterFunc calls f in a goroutine of its own once d has passed.
func (c *timers) AfterFunc(d time.Duration, f func()) tcpip.Timer {
	t := &timer{clock: c, f: f, index: -1}
	t.Reset(d)
	return t
}

// ever is how long to wait if no timer runs.
const ever = 365 * 24 * time.Hour

func (c *timers) run() {
	defer close(c.ended)
	alarm := c.NewTimer(ever)
	defer alarm.Stop()
	for {
		if wait := c.fire(); wait < ever {
			alarm.Reset(wait)
		} else {
			alarm.Stop() // so that who steps the clock sees that nothing waits for it
		}
		select {
		case <-alarm.C():
		case <-c.kick:
		case <-c.done:
			return
		}
	}
}

// fire starts what is due, and returns how long to wait for what comes next.
func (c *timers) fire() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.due) > 0 {
		if wait := c.due[0].at.Sub(c.Now()); wait > 0 {
			return wait
		}
		go heap.Pop(&c.due).(*timer).f()
	}
	return ever
}

// A timer is one call to come.
type timer struct {
	clock *timers
	f     func()
	at    time.Time
	index int // in the queue; -1: it does not run
}

// Stop reports whether the timer ran.
func (t *timer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	if t.index < 0 {
		return false
	}
	heap.Remove(&t.clock.due, t.index)
	return true
}

// Reset has the timer run for a time.
func (t *timer) Reset(d time.Duration) {
	c := t.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	t.at = c.Now().Add(d)
	if t.index >= 0 {
		heap.Fix(&c.due, t.index)
	} else {
		heap.Push(&c.due, t)
	}
	if t.index == 0 {
		select {
		case c.kick <- struct{}{}:
		default:
		}
	}
}

// queue is the timers that run, a heap (container/heap).
type queue []*timer

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].at.Before(q[j].at) }

func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

// Push appends a timer.
func (q *queue) Push(t any) {
	t.(*timer).index = len(*q)
	*q = append(*q, t.(*timer))
}

// Pop takes the last.
func (q *queue) Pop() any {
	last := len(*q) - 1
	t := (*q)[last]
	(*q)[last] = nil
	*q, t.index = (*q)[:last], -1
	return t
}
