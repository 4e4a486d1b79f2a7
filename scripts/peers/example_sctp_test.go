package peers

import (
	"context"
	"fmt"
	"net"

	"github.com/pion/logging"
	"github.com/pion/sctp"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// SCTP, by pion, over UDP between two hosts whose network loses and doubles
// packets.
func Example_sctp() {
	s, err := scenario.Overrides{Both: "loss=5%,duplicate=5%,delay=2ms"}.Apply(new(scenario.Scenario))
	check(err)
	s.Seed = 7
	n, err := virtual.New(virtual.Of(s))
	check(err)
	defer n.Close()
	ctx := context.Background()
	server, err := socket.ListenPacket(ctx, n.Host("server"), "udp4", "server:5000")
	check(err)
	client, err := socket.ListenPacket(ctx, n.Host("client"), "udp4", "client:5000")
	check(err)

	go func() {
		a, err := sctp.Server(config(peer{server, client.LocalAddr()}))
		check(err)
		stream, err := a.AcceptStream()
		check(err)
		buf := make([]byte, 2000)
		for {
			n, err := stream.Read(buf)
			if err != nil {
				return
			}
			stream.Write(buf[:n]) // an echo server
		}
	}()

	a, err := sctp.Client(config(peer{client, server.LocalAddr()}))
	check(err)
	defer a.Close()
	stream, err := a.OpenStream(1, sctp.PayloadTypeWebRTCString)
	check(err)
	buf := make([]byte, 2000)
	for i := range 3 {
		_, err := fmt.Fprint(stream, "message ", i)
		check(err)
		n, err := stream.Read(buf)
		check(err)
		fmt.Printf("%s\n", buf[:n])
	}
	// Output:
	// message 0
	// message 1
	// message 2
}

func config(c net.Conn) sctp.Config {
	f := logging.NewDefaultLoggerFactory()
	f.DefaultLogLevel = logging.LogLevelDisabled
	return sctp.Config{NetConn: c, LoggerFactory: f}
}

// A peer is a net.Conn to one address over a net.PacketConn.
type peer struct {
	net.PacketConn
	to net.Addr
}

func (p peer) Read(b []byte) (int, error) {
	n, _, err := p.ReadFrom(b)
	return n, err
}

func (p peer) Write(b []byte) (int, error) { return p.WriteTo(b, p.to) }
func (p peer) RemoteAddr() net.Addr        { return p.to }
