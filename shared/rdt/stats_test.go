package rdt_test

import (
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/rdt"
)

func TestSummary(t *testing.T) {
	s := rdt.Stats{Packets: 11, Retransmitted: 2, Bytes: 10000, Sum: 0xabc, Elapsed: 500 * time.Millisecond, RTT: 50 * time.Millisecond}
	tests := []struct {
		name   string
		rtt    time.Duration
		theory []time.Duration
		want   string
	}{
		{"one time", s.RTT, []time.Duration{time.Second}, "theory 1.000 s"},
		{"two", s.RTT, []time.Duration{time.Second, 2 * time.Second}, "theory 1.000 s to 2.000 s"},
		{"no round trip", 0, []time.Duration{time.Second, 2 * time.Second}, "theory unknown"},
	}
	for _, test := range tests {
		s.RTT = test.rtt
		want := "11 packets, 2 retransmissions, CRC-32 00000abc; seen 0.500 s, " + test.want + ", 20.000 kB/s"
		if got := s.Summary(test.theory...); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, got, want)
		}
	}
	if got := (rdt.Stats{Bytes: 1}).Goodput(); got != 0 {
		t.Errorf("goodput %v of no time", got)
	}
}
