package impair

import (
	"os"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"golang.org/x/sys/unix"
)

// A clock is the system's, with timers that are exact to some microseconds. Those
// of package time are not: the runtime waits for them in epoll_wait(2), which
// counts milliseconds.
type clock struct {
	link.SystemClock
	mu     sync.Mutex
	timers []*timer
}

func newClock() *clock { return new(clock) }

// NewTimer returns a timer on timerfd_create(2); one of package time if there is
// no descriptor left.
func (c *clock) NewTimer(d time.Duration) link.Timer {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return c.SystemClock.NewTimer(d)
	}
	t := &timer{fd: fd, file: os.NewFile(uintptr(fd), "timerfd"), fired: make(chan time.Time, 1), ended: make(chan struct{})}
	c.mu.Lock()
	c.timers = append(c.timers, t)
	c.mu.Unlock()
	t.Reset(d)
	go t.run()
	return t
}

// close ends the timers.
func (c *clock) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.timers {
		t.mu.Lock()
		t.closed = true
		t.file.Close()
		t.mu.Unlock()
		<-t.ended
	}
	c.timers = nil
}

// same is how far apart two instants are for which a timer is set but once: who
// waits looks at the time again.
const same = 5 * time.Microsecond

type timer struct {
	fd    int
	file  *os.File // fd's, on the runtime's poller
	fired chan time.Time
	ended chan struct{}

	mu     sync.Mutex
	closed bool
	at     time.Time // when it fires; zero: it is stopped
}

var _ link.Timer = (*timer)(nil)

func (t *timer) C() <-chan time.Time { return t.fired }

func (t *timer) Stop() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.set(time.Time{}, 0)
}

func (t *timer) Reset(d time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	d = max(d, 1) // 0 would stop it
	return t.set(time.Now().Add(d), d)
}

// set has the timer fire at a time, d from now, and reports whether it was set
// already. Nothing of before is left in its channel.
func (t *timer) set(at time.Time, d time.Duration) bool {
	was := !t.at.IsZero()
	select {
	case <-t.fired:
	default:
	}
	if t.closed || was && at.Sub(t.at).Abs() < same || !was && d == 0 {
		return was
	}
	t.at = at
	in := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(d))}
	unix.TimerfdSettime(t.fd, 0, &in, nil) // fails only for a bad fd
	return was
}

// run sends on the channel when the time has come, until the file is closed.
func (t *timer) run() {
	defer close(t.ended)
	times := make([]byte, 8)
	for {
		if _, err := t.file.Read(times); err != nil {
			return
		}
		t.mu.Lock()
		if now := time.Now(); !t.at.IsZero() && !now.Before(t.at) { // else it was reset meanwhile
			t.at = time.Time{}
			t.fired <- now
		}
		t.mu.Unlock()
	}
}
