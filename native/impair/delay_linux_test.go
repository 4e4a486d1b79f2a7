package impair_test

import (
	"encoding/binary"
	"fmt"
	"net"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
)

// paced sends datagrams to addr for a second, evenly, each with the time since
// start. It catches up when the system wakes it late.
func paced(b *testing.B, addr *net.UDPAddr, packets int, start time.Time) {
	c, err := net.DialUDP("udp", nil, addr)
	if err != nil {
		b.Error(err)
		return
	}
	defer c.Close()
	begin := time.Now()
	buf := make([]byte, 64)
	for i := range packets {
		if wait := time.Until(begin.Add(time.Duration(i) * time.Second / time.Duration(packets))); wait > 0 {
			pause := syscall.NsecToTimespec(int64(wait))
			syscall.Nanosleep(&pause, nil) // time.Sleep is exact to a millisecond alone
		}
		binary.BigEndian.PutUint64(buf, uint64(time.Since(start)))
		c.Write(buf)
	}
}

// errorsOf is how far the delays of packets were from what was asked, in µs, and
// how many packets were lost.
type errorsOf struct{ p50, p99, lost float64 }

// delayErrors has packets go to sink for a second, over what listens at addr and
// delays them by asked.
func delayErrors(b *testing.B, addr *net.UDPAddr, sink *net.UDPConn, packets int, asked time.Duration) errorsOf {
	start := time.Now()
	var off []float64
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		paced(b, addr, packets, start)
	}()
	buf := make([]byte, 100)
	for len(off) < packets {
		sink.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := sink.Read(buf); err != nil {
			break
		}
		took := time.Since(start) - time.Duration(binary.BigEndian.Uint64(buf))
		off = append(off, float64((took-asked).Abs().Nanoseconds())/1e3)
	}
	<-sent
	if len(off) == 0 {
		b.Fatal("nothing came")
	}
	slices.Sort(off)
	return errorsOf{off[len(off)/2], off[len(off)*99/100], float64(packets - len(off))}
}

// BenchmarkDelay is how exact a delay of 20.5 ms is, from the sender's call to the
// receiver's, at 20,000 packets a second and at 500, where timers alone wake the
// proxy; beside what a relay adds that does nothing.
func BenchmarkDelay(b *testing.B) {
	for _, packets := range []int{20_000, 500} {
		b.Run(fmt.Sprintf("%d packets a second", packets), func(b *testing.B) {
			sink := udp(b)
			sink.SetReadBuffer(4 << 20)
			to := sink.LocalAddr().(*net.UDPAddr)
			const asked = 20_500 * time.Microsecond
			delay := impair.Direction{Conditions: link.Conditions{Delay: &link.Delay{Mean: asked}}}
			var base, own []errorsOf
			for b.Loop() {
				base = append(base, delayErrors(b, relay(b, to), sink, packets, 0))
				own = append(own, delayErrors(b, proxy(b, impair.UDPConfig{To: to, Up: delay}), sink, packets, asked))
			}
			reportErrors(b, "relay", base)
			reportErrors(b, "proxy", own)
			b.ReportMetric(0, "ns/op")
		})
	}
}

// reportErrors reports the medians of runs.
func reportErrors(b *testing.B, name string, runs []errorsOf) {
	median := func(of func(errorsOf) float64) float64 {
		var values []float64
		for _, e := range runs {
			values = append(values, of(e))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	b.ReportMetric(median(func(e errorsOf) float64 { return e.p50 }), name+"-p50-µs")
	b.ReportMetric(median(func(e errorsOf) float64 { return e.p99 }), name+"-p99-µs")
	b.ReportMetric(median(func(e errorsOf) float64 { return e.lost }), name+"-lost")
}
