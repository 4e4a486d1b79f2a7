package rdt

import (
	"testing"
	"time"
)

// The numbers are those of RFC 6298, section 2, by hand.
func TestRTO(t *testing.T) {
	const ms = time.Millisecond
	r := rto{adaptive: true, value: time.Second}
	steps := []struct {
		name string
		do   func()
		want time.Duration
	}{
		{"a first sample: R + 4 R/2", func() { r.sample(100 * ms) }, 300 * ms},
		{"the same again: RTTVAR falls by a quarter", func() { r.sample(100 * ms) }, 250 * ms},
		{"a longer one: SRTT 110 ms, RTTVAR 48.125 ms", func() { r.sample(180 * ms) }, 302500 * time.Microsecond},
		{"a timeout doubles", r.backoff, 605 * ms},
		{"the next sample sets it anew", func() { r.sample(110 * ms) }, 254375 * time.Microsecond},
		{"not above a minute", func() { r.value = 59 * time.Second; r.backoff() }, time.Minute},
	}
	for _, step := range steps {
		step.do()
		if r.value != step.want {
			t.Errorf("%s: %v, want %v", step.name, r.value, step.want)
		}
	}
	fixed := rto{value: time.Second}
	fixed.sample(ms)
	fixed.backoff()
	if fixed.value != time.Second {
		t.Errorf("a fixed timeout becomes %v", fixed.value)
	}
}
