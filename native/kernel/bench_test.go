//go:build linux || darwin

package kernel_test

import (
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/socket"
)

// BenchmarkEcho runs one echo through package net and through the kernel Stack,
// in short turns, so that a noisy machine slows both. It reports the time of a
// round trip through each and the median of the turns' ratios: 1.0 is as fast
// as package net.
func BenchmarkEcho(b *testing.B) {
	for _, bench := range []struct {
		name        string
		bytes       int
		net, kernel func(testing.TB, int) (transfer, transfer)
	}{
		{"tcp/64B", 64, netTCP, kernelTCP},
		{"tcp/64KiB", 64 << 10, netTCP, kernelTCP},
		{"udp/64B", 64, netUDP, kernelUDP},
	} {
		b.Run(bench.name, func(b *testing.B) {
			a, z := make([]byte, bench.bytes), make([]byte, bench.bytes)
			netRead, netWrite := bench.net(b, bench.bytes)
			ourRead, ourWrite := bench.kernel(b, bench.bytes)
			b.ReportAllocs()
			var theirs, ours time.Duration
			var ratios []float64
			trips := 0
			for b.Loop() {
				const turn = 500
				t := pingPong(b, netRead, netWrite, a, turn)
				o := pingPong(b, ourRead, ourWrite, z, turn)
				theirs, ours, trips = theirs+t, ours+o, trips+turn
				ratios = append(ratios, float64(t)/float64(o))
			}
			slices.Sort(ratios)
			b.ReportMetric(float64(theirs)/float64(trips), "net-ns/trip")
			b.ReportMetric(float64(ours)/float64(trips), "kernel-ns/trip")
			b.ReportMetric(ratios[len(ratios)/2], "speed/net")
		})
	}
}

// TestEchoAllocates counts what a Send and a Recv allocate.
func TestEchoAllocates(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget, and so allocates")
	}
	for _, test := range []struct {
		name string
		open func(testing.TB, int) (transfer, transfer)
		most float64
	}{{"tcp", kernelTCP, 0}, {"udp", kernelUDP, 1}} {
		t.Run(test.name, func(t *testing.T) {
			read, write := test.open(t, 64)
			buf := make([]byte, 64)
			pingPong(t, read, write, buf, 100) // fills the pools
			got := testing.AllocsPerRun(1000, func() { pingPong(t, read, write, buf, 1) })
			if got > test.most {
				t.Errorf("an echo allocates %v times, want at most %v", got, test.most)
			}
		})
	}
}

type transfer func([]byte) (int, error)

func netTCP(tb testing.TB, size int) (read, write transfer) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(tb, err)
	go func() {
		if c, err := l.Accept(); err == nil {
			echo(c.Read, c.Write, size)
			c.Close()
		}
		l.Close()
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	check(tb, err)
	tb.Cleanup(func() { c.Close() })
	return c.Read, c.Write
}

func kernelTCP(tb testing.TB, size int) (read, write transfer) {
	st := kernel.New()
	tb.Cleanup(func() { st.Close() })
	l := bound(tb, st, socket.SOCK_STREAM)
	check(tb, l.Listen(1))
	addr, err := l.GetSockName()
	check(tb, err)
	go func() {
		if s, _, err := l.Accept(); err == nil {
			s.SetSockOpt(socket.SOL_TCP, socket.TCP_NODELAY, 1)
			echo(recv(s), send(s), size)
		}
	}()
	c, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	check(tb, err)
	check(tb, c.Connect(addr))
	check(tb, c.SetSockOpt(socket.SOL_TCP, socket.TCP_NODELAY, 1))
	return recv(c), send(c)
}

func netUDP(tb testing.TB, size int) (read, write transfer) {
	loopback := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	server, err := net.ListenUDP("udp4", loopback)
	check(tb, err)
	client, err := net.ListenUDP("udp4", loopback)
	check(tb, err)
	tb.Cleanup(func() { server.Close(); client.Close() })
	go func() {
		buf := make([]byte, size)
		for {
			n, from, err := server.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			server.WriteToUDPAddrPort(buf[:n], from)
		}
	}()
	to := server.LocalAddr().(*net.UDPAddr).AddrPort()
	return func(p []byte) (int, error) { n, _, err := client.ReadFromUDPAddrPort(p); return n, err },
		func(p []byte) (int, error) { return client.WriteToUDPAddrPort(p, to) }
}

func kernelUDP(tb testing.TB, size int) (read, write transfer) {
	st := kernel.New()
	tb.Cleanup(func() { st.Close() })
	server, client := bound(tb, st, socket.SOCK_DGRAM), bound(tb, st, socket.SOCK_DGRAM)
	go func() {
		buf := make([]byte, size)
		for {
			n, from, err := server.RecvFromInto(buf)
			if err != nil {
				return
			}
			server.SendTo(buf[:n], from)
		}
	}()
	to, err := server.GetSockName()
	check(tb, err)
	return func(p []byte) (int, error) { n, _, err := client.RecvFromInto(p); return n, err },
		func(p []byte) (int, error) { return client.SendTo(p, to) }
}

func recv(s *socket.Socket) transfer {
	return func(p []byte) (int, error) {
		n, err := s.RecvInto(p)
		if n == 0 && err == nil {
			err = io.EOF
		}
		return n, err
	}
}

func send(s *socket.Socket) transfer {
	return func(p []byte) (int, error) { return s.Send(p) }
}

// echo sends back what it receives until the peer ends.
func echo(read, write transfer, size int) {
	buf := make([]byte, size)
	for {
		n, err := read(buf)
		if err != nil {
			return
		}
		if _, err := write(buf[:n]); err != nil {
			return
		}
	}
}

// pingPong sends buf and waits until as many bytes have come back, n times.
func pingPong(tb testing.TB, read, write transfer, buf []byte, n int) time.Duration {
	start := time.Now()
	for range n {
		_, err := write(buf)
		check(tb, err)
		for got := 0; got < len(buf); {
			n, err := read(buf)
			check(tb, err)
			got += n
		}
	}
	return time.Since(start)
}

func bound(tb testing.TB, st socket.Stack, t socket.Type) *socket.Socket {
	tb.Helper()
	s, err := socket.New(st, socket.AF_INET, t, 0)
	check(tb, err)
	check(tb, s.Bind(socket.Inet("127.0.0.1", 0)))
	return s
}

func check(tb testing.TB, err error) {
	if err != nil {
		tb.Helper()
		tb.Fatal(err)
	}
}
