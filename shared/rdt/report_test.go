package rdt_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/rdt"
)

func TestSummary(t *testing.T) {
	s := rdt.Stats{Packets: 11, Retransmitted: 2, Bytes: 10000, Sum: 0xabc, Elapsed: 500 * time.Millisecond}
	again := s
	again.Timeouts, again.Duplicates, again.Corrupted = 2, 1, 3
	const begins = "11 packets, 2 retransmissions, CRC-32 00000abc; seen 0.500 s, "
	tests := []struct {
		name   string
		report rdt.Report
		theory []time.Duration
		want   string
	}{
		{"one time", rdt.Report{Stats: s}, []time.Duration{time.Second}, begins + "theory 1.000 s, 20.000 kB/s"},
		{"two", rdt.Report{Stats: s}, []time.Duration{time.Second, 2 * time.Second},
			begins + "theory 1.000 s to 2.000 s, 20.000 kB/s"},
		{"timeouts", rdt.Report{Stats: again}, []time.Duration{time.Second},
			begins + "theory 1.000 s, 20.000 kB/s\n2 timeouts, 1 duplicate acks, 3 corrupted"},
		{"no theory", rdt.Report{Stats: s, Unfit: "nothing arrives", Note: "a note"}, []time.Duration{time.Second},
			begins + "theory none, 20.000 kB/s\nno theory: nothing arrives"},
		{"a note", rdt.Report{Stats: s, Note: "a note"}, []time.Duration{time.Second},
			begins + "theory 1.000 s, 20.000 kB/s\na note"},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, test.report.Summary(test.theory...)); diff != "" {
			t.Errorf("%s:\n%s", test.name, diff)
		}
	}
}

func TestGoodputOfNoTime(t *testing.T) {
	if got := (rdt.Stats{Bytes: 1}).Goodput(); got != 0 {
		t.Errorf("goodput %v of no time", got)
	}
}
