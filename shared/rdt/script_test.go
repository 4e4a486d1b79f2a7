package rdt_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/rdt"
)

// TestScript loses the third data that is sent and the second ack. Stop-and-wait
// sends 2 again, which is the third data, and so once more. Go-back-N needs no
// second ack, for a later one stands for it, and sends 3 and all after it again.
// Selective repeat sends 2 and 3 again, and no other.
func TestScript(t *testing.T) {
	lost := map[string]bool{"data 3": true, "ack 2": true}
	tests := []struct {
		name string
		want string
	}{
		{"stop-and-wait", "data 1, ack 1, data 2, ack 2, data 2, data 2, ack 2, data 3, ack 3, " +
			"data 4, ack 4, data 5, ack 5, fin 6, ack 6"},
		{"go-back-n", "data 1, data 2, data 3, data 4, ack 1, ack 2, ack 2, data 5, fin 6, ack 2, ack 2, " +
			"data 3, data 4, data 5, fin 6, ack 3, ack 4, ack 5, ack 6"},
		{"selective-repeat", "data 1, data 2, data 3, data 4, ack 1, ack 2, ack 4, data 5, data 2, data 3, " +
			"ack 5, ack 2, ack 3, fin 6, ack 6"},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := rdt.Config{Window: 4, Payload: 1, Timeout: 60 * time.Millisecond}
			s := simulate(t, protocols[i], c, "12345", 0, conditions{oneWay: 25 * time.Millisecond, drop: lost})
			if diff := cmp.Diff(strings.Split(test.want, ", "), s.log); diff != "" {
				t.Errorf("packets (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff("12345", strings.Join(s.pieces, "")); diff != "" {
				t.Errorf("stream (-want +got):\n%s", diff)
			}
		})
	}
}

// Without a sequence number, a lost ack has the packet delivered twice.
func TestNoNumber(t *testing.T) {
	lost := map[string]bool{"ack 2": true}
	for numbers, want := range map[uint32][]string{1: {"1", "2", "2", "3"}, 2: {"1", "2", "3"}, 0: {"1", "2", "3"}} {
		c := rdt.Config{Payload: 1, Timeout: 60 * time.Millisecond, Numbers: numbers}
		s := simulate(t, protocols[0], c, "123", 0, conditions{oneWay: 25 * time.Millisecond, drop: lost})
		if diff := cmp.Diff(want, s.pieces); diff != "" {
			t.Errorf("%d numbers: delivered (-want +got):\n%s", numbers, diff)
		}
	}
}

// A timeout below the round trip has packets sent again that were not lost.
func TestTimeoutBelowRTT(t *testing.T) {
	for _, p := range protocols {
		c := rdt.Config{Payload: 1, Timeout: 40 * time.Millisecond}
		s := simulate(t, p, c, "12345", 0, conditions{oneWay: 25 * time.Millisecond})
		if s.sender.Stats().Retransmitted == 0 || s.got.String() != "12345" {
			t.Errorf("%s: %+v, delivered %q", p.name, s.sender.Stats(), s.got.String())
		}
		c.Adaptive = true
		slow := simulate(t, p, c, text(200), 0, conditions{oneWay: 25 * time.Millisecond})
		if again := slow.sender.Stats().Retransmitted; again > 8 {
			t.Errorf("%s, adaptive: %d retransmissions: the first window's would be enough", p.name, again)
		}
	}
}
