package virtual_test

import (
	"fmt"
	"runtime"
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

// BenchmarkMemory makes 1,000 hosts, and then a socket on each that has sent a
// datagram to the next.
func BenchmarkMemory(b *testing.B) {
	const hosts = 1000
	var config virtual.Config
	for i := range hosts {
		config.Hosts = append(config.Hosts, virtual.HostConfig{Name: fmt.Sprint("host", i)})
	}
	for b.Loop() {
		before := heap()
		n, err := virtual.New(config)
		if err != nil {
			b.Fatal(err)
		}
		made := heap()
		for i, c := range config.Hosts {
			s, err := socket.New(n.Host(c.Name), socket.AF_INET, socket.SOCK_DGRAM, 0)
			if err != nil {
				b.Fatal(err)
			}
			next := n.Host(config.Hosts[(i+1)%hosts].Name)
			if _, err := s.SendTo([]byte("x"), socket.FromAddrPort(next.Addr4(8001))); err != nil {
				b.Fatal(err)
			}
		}
		used := heap()
		b.ReportMetric((made-before)/hosts/1024, "KiB/host")
		b.ReportMetric((used-made)/hosts/1024, "KiB/socket-and-link")
		n.Close()
	}
	b.ReportMetric(0, "ns/op")
}

// heap returns how many bytes are in use.
func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
