package netstack_test

import (
	"context"
	"fmt"
	"io"
	stdnet "net"
	"runtime"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/pipe"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

// bulk is how much a benchmark sends in one go, in bytes.
const bulk = 16 << 20

// BenchmarkBulk sends 16 MiB between two virtual hosts, and beside it between two
// stacks of gVisor's joined by its in-memory pipe.
func BenchmarkBulk(b *testing.B) {
	var here, plain time.Duration
	for b.Loop() {
		n, err := virtual.New(virtual.Config{Streams: netstack.New})
		must(b, err)
		l, err := socket.Listen(b.Context(), n.Host("server"), "tcp4", ":8080")
		must(b, err)
		here += send(b, l, func() (stdnet.Conn, error) { return socket.Dial(b.Context(), n.Host("client"), "tcp4", "server:8080") })
		n.Close()
		l, dial, end := piped(b)
		plain += send(b, l, dial)
		end()
	}
	b.SetBytes(bulk)
	b.ReportMetric(bulk*float64(b.N)/1e6/here.Seconds(), "MB/s")
	b.ReportMetric(bulk*float64(b.N)/1e6/plain.Seconds(), "pipe-MB/s")
	b.ReportMetric(plain.Seconds()/here.Seconds(), "speed/pipe")
}

// send dials, sends bulk to who accepts, and returns how long that took.
func send(b *testing.B, l stdnet.Listener, dial func() (stdnet.Conn, error)) time.Duration {
	b.Helper()
	received := make(chan int64, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			received <- -1
			return
		}
		n, _ := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{c}, make([]byte, 64<<10))
		c.Close()
		received <- n
	}()
	c, err := dial()
	must(b, err)
	begin := time.Now()
	chunk := make([]byte, 64<<10)
	for range bulk / len(chunk) {
		_, err := c.Write(chunk)
		must(b, err)
	}
	must(b, c.Close())
	if n := <-received; n != bulk {
		b.Fatalf("%d bytes arrived, want %d", n, bulk)
	}
	took := time.Since(begin)
	l.Close()
	return took
}

// piped returns a listener and a dialler on two stacks of gVisor's that have one
// pipe, as long packets as virtual hosts, and checksums.
func piped(b *testing.B) (stdnet.Listener, func() (stdnet.Conn, error), func()) {
	var stacks [2]*stack.Stack
	var addrs [2]tcpip.FullAddress
	var ends [2]*pipe.Endpoint
	ends[0], ends[1] = pipe.New("", "", 1500)
	for i := range stacks {
		s := stack.New(stack.Options{
			NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol},
			TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol},
		})
		a := tcpip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)})
		if err := s.CreateNIC(1, ends[i]); err != nil {
			b.Fatal(err)
		}
		if err := s.AddProtocolAddress(1, tcpip.ProtocolAddress{Protocol: ipv4.ProtocolNumber, AddressWithPrefix: a.WithPrefix()}, stack.AddressProperties{}); err != nil {
			b.Fatal(err)
		}
		s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: 1}})
		stacks[i], addrs[i] = s, tcpip.FullAddress{NIC: 1, Addr: a, Port: 8080}
	}
	l, err := gonet.ListenTCP(stacks[1], addrs[1], ipv4.ProtocolNumber)
	must(b, err)
	dial := func() (stdnet.Conn, error) {
		return gonet.DialContextTCP(context.Background(), stacks[0], addrs[1], ipv4.ProtocolNumber)
	}
	return l, dial, func() { stacks[0].Destroy(); stacks[1].Destroy() }
}

// BenchmarkMemory makes 100 hosts, then the TCP of each, and then a connection
// from each to the next.
func BenchmarkMemory(b *testing.B) {
	const hosts = 100
	config := virtual.Config{Streams: netstack.New}
	for i := range hosts {
		config.Hosts = append(config.Hosts, virtual.HostConfig{Name: fmt.Sprint("host", i)})
	}
	for b.Loop() {
		n, err := virtual.New(config)
		must(b, err)
		made, goroutines := heap(), runtime.NumGoroutine()
		for _, c := range config.Hosts {
			s, err := socket.New(n.Host(c.Name), socket.AF_INET, socket.SOCK_STREAM, 0)
			must(b, err)
			must(b, s.Bind(socket.Inet("", 8080)))
			must(b, s.Listen(1))
		}
		idle := heap()
		b.ReportMetric((idle-made)/hosts/1024, "KiB/host")
		b.ReportMetric(float64(runtime.NumGoroutine()-goroutines)/hosts, "goroutines/host")
		for i, c := range config.Hosts {
			s, err := socket.New(n.Host(c.Name), socket.AF_INET, socket.SOCK_STREAM, 0)
			must(b, err)
			must(b, s.Connect(socket.FromAddrPort(n.Host(config.Hosts[(i+1)%hosts].Name).Addr4(8080))))
		}
		b.ReportMetric((heap()-idle)/hosts/1024, "KiB/connection")
		must(b, n.Close())
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
