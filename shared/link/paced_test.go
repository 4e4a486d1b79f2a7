package link

import (
	"testing"
	"testing/synctest"
	"time"
)

// fired returns how long after start a timer fired, in real time; 0 if it did not.
func fired(start time.Time, t Timer) time.Duration {
	synctest.Wait()
	select {
	case <-t.C():
		return time.Since(start)
	default:
		return 0
	}
}

func TestPacedClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewPacedClock()
		begin, start := c.Now(), time.Now()
		timer := c.NewTimer(10 * time.Second)
		if err := c.SetSpeed(0.5); err != nil {
			t.Fatal(err)
		}
		time.Sleep(8 * time.Second)
		if got := c.Now().Sub(begin); got != 4*time.Second {
			t.Errorf("at half speed %v passed in 8s", got)
		}
		c.Pause()
		time.Sleep(time.Hour)
		if got := c.Now().Sub(begin); got != 4*time.Second || fired(start, timer) != 0 {
			t.Errorf("paused, it shows %v", got)
		}
		c.Resume()
		if err := c.SetSpeed(2); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second)
		if got, want := fired(start, timer), 8*time.Second+time.Hour+3*time.Second; got != want {
			t.Errorf("the timer fired after %v, want %v", got, want)
		}
	})
}

func TestPacedClockSteps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewPacedClock()
		if _, err := c.Step(); err == nil {
			t.Error("a clock that runs was stepped")
		}
		c.Pause()
		start := time.Now()
		second, first, twin := c.NewTimer(3*time.Second), c.NewTimer(time.Second), c.NewTimer(time.Second)
		stopped := c.NewTimer(2 * time.Second)
		stopped.Stop()
		time.Sleep(time.Minute)
		for i, want := range []time.Duration{time.Second, 2 * time.Second} {
			if got, err := c.Step(); got != want || err != nil {
				t.Errorf("step %d: %v, %v; want %v", i+1, got, err, want)
			}
			if i == 0 && (fired(start, first) == 0 || fired(start, twin) == 0 || fired(start, second) != 0) {
				t.Error("the first step did not fire the first two timers alone")
			}
		}
		if fired(start, second) == 0 || fired(start, stopped) != 0 {
			t.Error("the second step did not fire the last timer alone")
		}
		if _, err := c.Step(); err == nil {
			t.Error("a clock for which nothing waits was stepped")
		}
	})
}

// A clock whose speed divides nothing evenly fires its timers, too, and does not
// go back however long it runs.
func TestPacedLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewPacedClock()
		c.SetSpeed(3)
		<-c.NewTimer(10 * time.Nanosecond).C()
		c.SetSpeed(1e6)
		before := c.Now()
		time.Sleep(3 * time.Hour)
		if now := c.Now(); now.Before(before) {
			t.Errorf("the clock went back by %v", before.Sub(now))
		}
	})
}
