package lesson_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/link"
)

// A role lives by the clock that the run is given: one of twice the pace makes
// its waits half as long, and it does not see that.
func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fast := link.NewPacedClock()
		if err := fast.SetSpeed(2); err != nil {
			t.Fatal(err)
		}
		var slept time.Duration
		client := func(h *lesson.Host) error {
			begin := h.Now()
			h.Sleep(10 * time.Second)
			slept = h.Now().Sub(begin)
			return nil
		}
		cfg, _ := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{Clock: fast, Roles: []string{"client"}})
		begin := time.Now()
		if err := lesson.Run(t.Context(), made(forever, client), cfg); err != nil {
			t.Error(err)
		}
		if took := time.Since(begin); slept != 10*time.Second || took != 5*time.Second {
			t.Errorf("it saw %v pass, in %v; want 10s in 5s", slept, took)
		}
	})
}
