package impair_test

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/impair"
)

func udp(tb testing.TB) *net.UDPConn {
	c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	return c
}

// echoServer sends back what comes.
func echoServer(tb testing.TB) *net.UDPAddr {
	c := udp(tb)
	go func() {
		buf := make([]byte, 1<<16)
		for {
			n, from, err := c.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			c.WriteToUDPAddrPort(buf[:n], from)
		}
	}()
	return c.LocalAddr().(*net.UDPAddr)
}

// relay is the baseline: a proxy for one client that does nothing else.
func relay(tb testing.TB, to *net.UDPAddr) *net.UDPAddr {
	front := udp(tb)
	back, err := net.DialUDP("udp", nil, to)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { back.Close() })
	clients := make(chan netip.AddrPort, 1)
	go func() {
		buf := make([]byte, 1<<16)
		known := false
		for {
			n, from, err := front.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			if !known {
				clients <- from
				known = true
			}
			back.Write(buf[:n])
		}
	}()
	go func() {
		client := <-clients
		buf := make([]byte, 1<<16)
		for {
			n, err := back.Read(buf)
			if err != nil {
				return
			}
			front.WriteToUDPAddrPort(buf[:n], client)
		}
	}()
	return front.LocalAddr().(*net.UDPAddr)
}

func proxy(tb testing.TB, c impair.UDPConfig) *net.UDPAddr {
	if c.Listen == nil {
		c.Listen = &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	}
	p, err := impair.ListenUDP(c)
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- p.Serve(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			tb.Error(err)
		}
	})
	return net.UDPAddrFromAddrPort(p.Addr())
}

// rate returns the packets a second, both ways, of a client with 64 in flight.
func rate(b *testing.B, addr *net.UDPAddr) float64 {
	c, err := net.DialUDP("udp", nil, addr)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	buf := make([]byte, 100)
	for range 64 {
		c.Write(buf)
	}
	const trips = 20_000
	start := time.Now()
	for range trips {
		c.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := c.Read(buf); err != nil {
			b.Log("lost all in flight")
		}
		c.Write(buf)
	}
	return 2 * trips / time.Since(start).Seconds()
}

// BenchmarkUDP is the proxy beside a relay that does nothing else.
func BenchmarkUDP(b *testing.B) {
	server := echoServer(b)
	var ratios, ours []float64
	for b.Loop() {
		base := rate(b, relay(b, server))
		own := rate(b, proxy(b, impair.UDPConfig{To: server}))
		ratios, ours = append(ratios, own/base), append(ours, own)
	}
	slices.Sort(ratios)
	slices.Sort(ours)
	b.ReportMetric(ours[len(ours)/2], "packets/s")
	b.ReportMetric(ratios[len(ratios)/2], "of-relay")
	b.ReportMetric(0, "ns/op")
}
