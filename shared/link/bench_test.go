package link

import (
	"testing"
	"testing/synctest"
	"time"
)

// BenchmarkVirtual sends packets both ways, 32 in flight, in virtual time.
func BenchmarkVirtual(b *testing.B) {
	const flight = 32
	start := time.Now()
	var simulated time.Duration
	synctest.Test(&testing.T{}, func(*testing.T) {
		s := NewScheduler(SchedulerConfig{Bubble: true})
		begin := time.Now()
		p := connect(b, s, 1, Conditions{Delay: &Delay{Mean: 5 * time.Millisecond}})
		go func() {
			for data := range p.in[1] {
				p.send[1](data)
			}
		}()
		for range flight {
			p.send[0]("x")
		}
		for range b.N / 2 {
			p.send[0](<-p.in[0])
		}
		simulated = time.Since(begin)
		s.Close()
		close(p.in[1])
	})
	wall := time.Since(start)
	b.ReportMetric(float64(b.N)/wall.Seconds(), "packets/s")
	b.ReportMetric(simulated.Seconds()/wall.Seconds(), "simulated-s/s")
}
