package virtual_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// BenchmarkVirtual echoes datagrams of 100 bytes, 32 in flight, in virtual time.
func BenchmarkVirtual(b *testing.B) {
	const flight = 32
	wall := time.Now()
	var simulated time.Duration
	synctest.Test(&testing.T{}, func(t *testing.T) {
		n, err := virtual.New(virtual.Config{
			Scheduler: link.SchedulerConfig{Bubble: true},
			Links: func(string, string) (link.Conditions, []link.Change) {
				return link.Conditions{Delay: &link.Delay{Mean: 5 * time.Millisecond}}, nil
			},
		})
		if err != nil {
			b.Fatal(err)
		}
		defer n.Close()
		start := time.Now()
		server, err := socket.ListenPacket(t.Context(), n.Host("server"), "udp", "10.0.0.2:8001")
		if err != nil {
			b.Fatal(err)
		}
		client, err := socket.Dial(t.Context(), n.Host("client"), "udp", "10.0.0.2:8001")
		if err != nil {
			b.Fatal(err)
		}
		go func() {
			buf := make([]byte, 100)
			for {
				n, from, err := server.ReadFrom(buf)
				if err != nil {
					return
				}
				server.WriteTo(buf[:n], from)
			}
		}()
		buf := make([]byte, 100)
		for range flight {
			client.Write(buf)
		}
		for range b.N / 2 {
			client.Read(buf)
			client.Write(buf)
		}
		simulated = time.Since(start)
	})
	took := time.Since(wall).Seconds()
	b.ReportMetric(float64(b.N)/took, "packets/s")
	b.ReportMetric(simulated.Seconds()/took, "simulated-s/s")
}
