package link

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"
)

// A trip is what became of a packet.
type trip struct {
	n       int64
	lost    bool
	delay   time.Duration
	reached time.Duration
}

// carry sends n packets of a size, one every gap, and returns what became of
// each copy, in the order in which that was known.
func carry(t *testing.T, seed uint64, c Conditions, n, size int, gap time.Duration) []trip {
	t.Helper()
	var trips []trip
	sent := make([]time.Duration, n+1)
	s := newScheduler(SchedulerConfig{Record: func(r Record) {
		switch r.Kind {
		case Sent:
			sent[r.N] = r.Time
		case Dropped:
			trips = append(trips, trip{n: r.N, lost: true})
		case Delivered:
			trips = append(trips, trip{n: r.N, delay: r.Time - sent[r.N], reached: r.Time})
		}
	}})
	l, err := s.Link(Config{Name: "a>b", Seed: seed, Conditions: c, Deliver: func(Packet) {}})
	if err != nil {
		t.Fatal(err)
	}
	s.collected = nil
	for i := range n {
		at := time.Duration(i) * gap
		s.entries = append(s.entries, entry{at: at, link: l, parcel: &parcel{Packet: Packet{Flow: "f", Size: size}}})
		s.work(at)
	}
	for len(s.events) > 0 {
		s.work(s.events[0].at)
	}
	return trips
}

// near fails unless got is within a share of want.
func near(t *testing.T, what string, got, want, share float64) {
	t.Helper()
	if math.Abs(got-want) > share*math.Abs(want) {
		t.Errorf("%s: %g, want %g ± %g %%", what, got, want, 100*share)
	}
}

const million = 1_000_000

// losses asks a link's loss stage for the fates of a million packets.
func losses(c Conditions, seed uint64) []bool {
	l := &Link{config: Config{Name: "a>b", Seed: seed}, flows: make(map[string]*flow)}
	f := l.flow("f")
	fates := make([]bool, million)
	for i := range fates {
		p := &parcel{n: int64(i + 1)}
		c.Bursts.turn(f, p)
		_, fates[i] = c.lose(f, p)
	}
	return fates
}

// share returns the share of packets that were lost.
func share(fates []bool) float64 {
	n := 0
	for _, lost := range fates {
		if lost {
			n++
		}
	}
	return float64(n) / float64(len(fates))
}

func TestLoss(t *testing.T) {
	for _, p := range []float64{0.001, 0.01, 0.2, 0.9} {
		got := share(losses(Conditions{Loss: p}, 1))
		if sigma := math.Sqrt(p * (1 - p) / million); math.Abs(got-p) > 3*sigma {
			t.Errorf("of 10⁶ packets %g were lost, want %g ± %g (3σ)", got, p, 3*sigma)
		}
	}
}

func TestBursts(t *testing.T) {
	b := Bursts{P: 0.01, R: 0.25}
	fates := losses(Conditions{Bursts: &b}, 1)
	bursts, before := 0, false
	for _, lost := range fates {
		if lost && !before {
			bursts++
		}
		before = lost
	}
	near(t, "mean length of a burst", share(fates)*million/float64(bursts), 1/b.R, 0.02)
	near(t, "share that is lost", share(fates), b.P/(b.P+b.R), 0.04) // 3σ
	// With h and k, both kinds of channel lose some.
	b.H, b.K = 0.5, 0.9
	bad := b.P / (b.P + b.R)
	near(t, "share that is lost with h 0.5 and k 0.9", share(losses(Conditions{Bursts: &b}, 2)), bad*0.5+(1-bad)*0.1, 0.04)
}

func TestRate(t *testing.T) {
	// 1,200 bytes each 5 ms are 1.92 Mbit/s, more than the wire carries.
	trips := carry(t, 1, Conditions{Rate: &Rate{Bits: 1e6, Queue: 30_000}}, 10_000, 1200, 5*time.Millisecond)
	var last time.Duration
	carried := 0
	for _, trip := range trips {
		if !trip.lost {
			carried++
			last = max(last, trip.reached)
		}
	}
	near(t, "bits per second", float64(carried)*1200*8/last.Seconds(), 1e6, 0.01)
	near(t, "wait in a full queue, seconds", trips[len(trips)-1].delay.Seconds(), 30_000*8/1e6, 0.1)
}

// CoDel keeps the wait near its target where drop-tail fills the queue.
func TestCoDel(t *testing.T) {
	median := func(codel bool) time.Duration {
		c := Conditions{Rate: &Rate{Bits: 10e6, Queue: 300_000, CoDel: codel}}
		var delays []time.Duration
		for _, trip := range carry(t, 1, c, 100_000, 1200, 950*time.Microsecond) { // 1 % too many
			if !trip.lost {
				delays = append(delays, trip.delay)
			}
		}
		slices.Sort(delays)
		return delays[len(delays)/2]
	}
	if tail, codel := median(false), median(true); codel > 20*time.Millisecond || tail < 10*codel {
		t.Errorf("median delay: %v with CoDel and %v without; want one near 5 ms and one near the queue's 240 ms", codel, tail)
	}
}

func TestDelay(t *testing.T) {
	const ms = float64(time.Millisecond)
	normal := func(q float64) float64 { return math.Sqrt2 * math.Erfinv(2*q-1) }
	tests := []struct {
		name  string
		delay Delay
		want  func(q float64) float64 // milliseconds
	}{
		{"constant", Delay{Mean: 50e6}, func(float64) float64 { return 50 }},
		{"uniform", Delay{Distribution: Uniform, Mean: 50e6, Jitter: 20e6}, func(q float64) float64 { return 30 + 40*q }},
		{"normal", Delay{Distribution: Normal, Mean: 50e6, Jitter: 10e6}, func(q float64) float64 { return 50 + 10*normal(q) }},
		{"correlated", Delay{Distribution: Normal, Mean: 50e6, Jitter: 10e6, Correlation: 0.5},
			func(q float64) float64 { return 50 + 10*normal(q) }},
		{"pareto", Delay{Distribution: Pareto, Mean: 60e6, Shape: 3}, func(q float64) float64 { return 40 * math.Pow(1-q, -1./3) }},
		{"table", Delay{Distribution: Table, Table: []time.Duration{10e6, 20e6, 60e6}},
			func(q float64) float64 { return max(10+20*q, 20+80*(q-0.5)) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var delays []time.Duration
			for _, trip := range carry(t, 1, Conditions{Delay: &test.delay}, 50_000, 100, time.Millisecond) {
				delays = append(delays, trip.delay)
			}
			slices.Sort(delays)
			for _, q := range []float64{0.05, 0.25, 0.5, 0.75, 0.95, 0.99} {
				near(t, fmt.Sprintf("quantile %g", q), float64(delays[int(q*float64(len(delays)))])/ms, test.want(q), 0.01)
			}
		})
	}
}

// A stage that is added draws nothing that another would have drawn.
func TestStagesAreIndependent(t *testing.T) {
	lostOf := func(c Conditions) (n []int64) {
		for _, trip := range carry(t, 7, c, 1000, 100, time.Millisecond) {
			if trip.lost {
				n = append(n, trip.n)
			}
		}
		slices.Sort(n)
		return n
	}
	alone := lostOf(Conditions{Loss: 0.1})
	crowded := lostOf(Conditions{Loss: 0.1, Corrupt: 0.5, Duplicate: 0.3, Reorder: 0.5, ReorderBy: time.Second,
		Delay: &Delay{Distribution: Normal, Mean: time.Second, Jitter: time.Second}, Rate: &Rate{Bits: 1e9}})
	if len(alone) < 50 || !slices.Equal(alone, crowded) {
		t.Errorf("lost alone: %v\nand with other stages: %v", alone, crowded)
	}
}

func TestInOrder(t *testing.T) {
	c := Conditions{Delay: &Delay{Distribution: Uniform, Mean: 50e6, Jitter: 50e6}}
	inversions := func() (n int) {
		var last int64
		for _, trip := range carry(t, 1, c, 1000, 100, time.Millisecond) {
			if trip.n < last {
				n++
			}
			last = trip.n
		}
		return n
	}
	if n := inversions(); n < 100 {
		t.Errorf("%d packets overtook others, want hundreds", n)
	}
	c.Delay.InOrder = true
	if n := inversions(); n > 0 {
		t.Errorf("in order: %d packets overtook others", n)
	}
}
