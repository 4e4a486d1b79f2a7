package peers

import (
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/marcopolo/simnet"
	"github.com/pion/logging"
	"github.com/pion/transport/v3/vnet"
	quicnet "github.com/quic-go/quic-go/testutils/simnet"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/virtual"
)

// oneWay is the delay of all networks where packets are counted.
const oneWay = 5 * time.Millisecond

// A pair is two hosts' sockets on a network.
type pair struct {
	client, server net.PacketConn
	close          func()
}

// networks are made in a bubble of testing/synctest.
var networks = []struct {
	name string
	make func(tb testing.TB) pair
}{
	{"socketlab", func(tb testing.TB) pair { return socketlab(tb, oneWay) }},
	{"vnet", func(tb testing.TB) pair {
		f := logging.NewDefaultLoggerFactory()
		f.DefaultLogLevel = logging.LogLevelDisabled
		r, err := vnet.NewRouter(&vnet.RouterConfig{CIDR: "10.0.0.0/8", LoggerFactory: f, MinDelay: oneWay})
		if err != nil {
			tb.Fatal(err)
		}
		host := func(ip string) net.PacketConn {
			v, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{ip}})
			if err != nil {
				tb.Fatal(err)
			}
			if err := r.AddNet(v); err != nil {
				tb.Fatal(err)
			}
			c, err := v.ListenPacket("udp4", ip+":4433")
			if err != nil {
				tb.Fatal(err)
			}
			return c
		}
		client, server := host("10.0.0.1"), host("10.0.0.2")
		if err := r.Start(); err != nil {
			tb.Fatal(err)
		}
		return pair{client, server, func() { r.Stop() }}
	}},
	{"quic-go-simnet", func(tb testing.TB) pair {
		n := &quicnet.Simnet{Router: &quicnet.PerfectRouter{}}
		fast := quicnet.LinkSettings{MTU: 1500}
		settings := quicnet.NodeBiDiLinkSettings{Downlink: fast, Uplink: fast, Latency: oneWay}
		client, server := n.NewEndpoint(address(1), settings), n.NewEndpoint(address(2), settings)
		if err := n.Start(); err != nil {
			tb.Fatal(err)
		}
		return pair{client, server, func() { n.Close() }}
	}},
	{"marcopolo-simnet", func(tb testing.TB) pair {
		n := &simnet.Simnet{LatencyFunc: simnet.StaticLatency(oneWay)}
		fast := simnet.LinkSettings{BitsPerSecond: 100e9, MTU: 1500}
		settings := simnet.NodeBiDiLinkSettings{Downlink: fast, Uplink: fast}
		client, server := n.NewEndpoint(address(1), settings), n.NewEndpoint(address(2), settings)
		n.Start()
		return pair{client, server, n.Close}
	}},
}

func socketlab(tb testing.TB, delay time.Duration) pair {
	n, err := virtual.New(virtual.Config{Scheduler: link.SchedulerConfig{Bubble: true},
		Links: func(string, string) (link.Conditions, []link.Change) {
			return link.Conditions{Delay: &link.Delay{Mean: delay}}, nil
		}})
	if err != nil {
		tb.Fatal(err)
	}
	return pair{listen(tb, n.Host("client")), listen(tb, n.Host("server")), func() { n.Close() }}
}

func address(host byte) *net.UDPAddr { return &net.UDPAddr{IP: net.IPv4(10, 0, 0, host), Port: 4433} }

// echo returns how many packets of 100 bytes a second go from host to host, both
// ways, with so many in flight, and how many seconds pass there in one here.
func echo(make func(testing.TB) pair, trips, flight int) (packets, seconds float64) {
	wall := time.Now()
	var simulated time.Duration
	synctest.Test(&testing.T{}, func(t *testing.T) {
		p := make(t)
		start := time.Now()
		go func() {
			buf := [100]byte{}
			for {
				n, from, err := p.server.ReadFrom(buf[:])
				if err != nil {
					return
				}
				p.server.WriteTo(buf[:n], from)
			}
		}()
		buf := [100]byte{}
		for range flight {
			p.client.WriteTo(buf[:], p.server.LocalAddr())
		}
		for range trips {
			p.client.ReadFrom(buf[:])
			p.client.WriteTo(buf[:], p.server.LocalAddr())
		}
		for range flight {
			p.client.ReadFrom(buf[:])
		}
		simulated = time.Since(start)
		p.server.Close()
		p.client.Close()
		p.close()
	})
	took := time.Since(wall).Seconds()
	return 2 * float64(trips+flight) / took, simulated.Seconds() / took
}

// BenchmarkNetworks runs the networks in turns.
func BenchmarkNetworks(b *testing.B) {
	rates := make(map[string][]float64)
	for b.Loop() {
		for _, n := range networks {
			rate, _ := echo(n.make, 50_000, 32)
			rates[n.name] = append(rates[n.name], rate)
		}
	}
	for _, n := range networks {
		slices.Sort(rates[n.name])
		b.ReportMetric(rates[n.name][len(rates[n.name])/2], n.name+"-packets/s")
	}
	// 170 packets a simulated second are 32 in flight at 376 ms of round trip.
	const roundTrip = 64 * time.Second / 170
	_, seconds := echo(func(tb testing.TB) pair { return socketlab(tb, roundTrip/2) }, 100_000, 32)
	b.ReportMetric(seconds, "simulated-s/s")
	_, seconds = echo(func(tb testing.TB) pair { return socketlab(tb, 25*time.Millisecond) }, 100_000, 1)
	b.ReportMetric(seconds, "stop-and-wait-simulated-s/s") // 50 ms of round trip
	b.ReportMetric(0, "ns/op")
}
