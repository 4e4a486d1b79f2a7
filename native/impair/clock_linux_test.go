package impair

import (
	"testing"
	"time"
)

// A timer fires once its time has come, and not for a time that it had before.
func TestTimer(t *testing.T) {
	c := newClock()
	defer c.close()
	timer := c.NewTimer(time.Hour)
	start := c.Now()
	if !timer.Reset(2 * time.Millisecond) {
		t.Error("the timer was not set")
	}
	if now := <-timer.C(); now.Sub(start) < 2*time.Millisecond {
		t.Errorf("it fired after %v", now.Sub(start))
	}
	if timer.Stop() || timer.Reset(-1) {
		t.Error("the timer is set, although it has fired")
	}
	<-timer.C()
	for range 1000 { // whether it fires at that instant or not
		timer.Reset(time.Nanosecond)
		timer.Stop()
		timer.Reset(time.Hour)
		select {
		case <-timer.C():
			t.Fatal("it fired for a time of before")
		default:
		}
	}
	if !timer.Stop() || timer.Stop() {
		t.Error("the timer was stopped twice, or not at all")
	}
}
