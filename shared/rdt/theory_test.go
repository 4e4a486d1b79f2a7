package rdt_test

import (
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/rdt"
)

// 1000 packets and a fin over a network with a round trip of 50 ms that loses 10 %
// each way.
const (
	packets = 1000
	payload = 20 // bytes: how long packets are does not matter here
	seeds   = 10
)

var lossy = conditions{oneWay: 25 * time.Millisecond, loss: 0.1, ackLoss: 0.1}

// seen returns the mean time of transfers of so many seeds.
func seen(t *testing.T, p protocol, c rdt.Config, on conditions) time.Duration {
	t.Helper()
	var all time.Duration
	c.Payload = payload
	data := text(packets * payload)
	for seed := range uint64(seeds) {
		s := simulate(t, p, c, data, seed, on)
		if s.got.String() != data {
			t.Fatalf("seed %d: the stream is damaged", seed)
		}
		all += s.sender.Stats().Elapsed
	}
	return all / seeds
}

func off(got, want time.Duration) float64 { return float64(got)/float64(want) - 1 }

func TestTheory(t *testing.T) {
	c := rdt.Config{Window: 32, Timeout: 60 * time.Millisecond}
	theory := rdt.Theory{Packets: packets + 1, Window: 32, RTT: 50 * time.Millisecond, Timeout: c.Timeout, Loss: lossy.loss, AckLoss: lossy.loss}
	stop, back, repeat := seen(t, protocols[0], c, lossy), seen(t, protocols[1], c, lossy), seen(t, protocols[2], c, lossy)
	least, most := theory.SelectiveRepeat()
	t.Logf("stop-and-wait: seen %v, theory %v: %+.1f %%", stop, theory.StopAndWait(), 100*off(stop, theory.StopAndWait()))
	t.Logf("go-back-N: seen %v, theory %v: %+.1f %%", back, theory.GoBackN(), 100*off(back, theory.GoBackN()))
	t.Logf("selective repeat: seen %v, theory from %v to %v", repeat, least, most)
	if d := off(stop, theory.StopAndWait()); d < -0.02 || d > 0.02 {
		t.Errorf("stop-and-wait: %+.1f %% off", 100*d)
	}
	if d := off(back, theory.GoBackN()); d < -0.06 || d > 0.06 {
		t.Errorf("go-back-N: %+.1f %% off", 100*d)
	}
	if repeat < least || repeat > most || repeat > back*2/3 {
		t.Errorf("selective repeat: not within bounds, or not faster")
	}
}

// Theory holds for other windows and losses, also where these differ by direction.
func TestTheoryElsewhere(t *testing.T) {
	tests := []struct {
		window          int
		loss, ack       float64
		timeout, oneWay time.Duration
	}{
		{1, 0.1, 0.1, 80 * time.Millisecond, 25 * time.Millisecond},
		{4, 0, 0, 80 * time.Millisecond, 25 * time.Millisecond},
		{4, 0.2, 0.2, 80 * time.Millisecond, 25 * time.Millisecond},
		{4, 0, 0.2, 100 * time.Millisecond, 25 * time.Millisecond},
		{8, 0.005, 0.005, 100 * time.Millisecond, 10 * time.Millisecond},
		{64, 0.02, 0.02, 80 * time.Millisecond, 25 * time.Millisecond},
	}
	for _, test := range tests {
		on := conditions{oneWay: test.oneWay, loss: test.loss, ackLoss: test.ack}
		c := rdt.Config{Window: test.window, Timeout: test.timeout, Tries: 50}
		theory := rdt.Theory{Packets: packets + 1, Window: test.window, RTT: 2 * test.oneWay, Timeout: c.Timeout, Loss: test.loss, AckLoss: test.ack}
		stop, back, repeat := seen(t, protocols[0], c, on), seen(t, protocols[1], c, on), seen(t, protocols[2], c, on)
		least, most := theory.SelectiveRepeat()
		t.Logf("%+v: stop-and-wait %v, %+.1f %%; go-back-N %v, %+.1f %%; selective repeat %v in %v to %v",
			test, stop, 100*off(stop, theory.StopAndWait()), back, 100*off(back, theory.GoBackN()), repeat, least, most)
		if d := off(stop, theory.StopAndWait()); d < -0.02 || d > 0.02 {
			t.Errorf("%+v: stop-and-wait is %+.1f %% off", test, 100*d)
		}
		if d := off(back, theory.GoBackN()); d < -0.06 || d > 0.06 {
			t.Errorf("%+v: go-back-N is %+.1f %% off", test, 100*d)
		}
		if off(repeat, least) < -0.01 || off(repeat, most) > 0.01 {
			t.Errorf("%+v: selective repeat: %v is not in %v to %v", test, repeat, least, most)
		}
	}
}
