package peers

import (
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
	"github.com/socketlab/socketlab/shared/virtual/virtualtest"
)

// TestQUIC moves a megabyte over quic-go, unchanged, on a network that loses a
// tenth of all packets each way.
func TestQUIC(t *testing.T) {
	c := virtualtest.Config{Conditions: "loss=10%,delay=25ms"}
	virtualtest.Sweep(t, c, 3, func(tb testing.TB, n *virtual.Network) {
		server := listen(tb, n.Host("server"))
		l, err := quic.Listen(server, selfSigned(), &quic.Config{MaxIdleTimeout: time.Minute})
		if err != nil {
			tb.Fatal(err)
		}
		received := make(chan []byte, 1)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			conn, err := l.Accept(tb.Context())
			if err != nil {
				return
			}
			s, err := conn.AcceptUniStream(tb.Context())
			if err != nil {
				return
			}
			b, _ := io.ReadAll(s)
			received <- b
			<-conn.Context().Done() // it has ended on this side, too
		}()
		tr := quic.Transport{Conn: listen(tb, n.Host("client"))}
		conn, err := tr.Dial(tb.Context(), server.LocalAddr(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"echo"}},
			&quic.Config{MaxIdleTimeout: time.Minute})
		if err != nil {
			tb.Fatal(err)
		}
		s, err := conn.OpenUniStream()
		if err != nil {
			tb.Fatal(err)
		}
		const size = 1 << 20
		start := time.Now()
		if _, err := s.Write(make([]byte, size)); err != nil {
			tb.Fatal(err)
		}
		s.Close()
		if b := <-received; len(b) != size {
			tb.Errorf("%d bytes of %d arrived", len(b), size)
		}
		tb.Logf("a megabyte took %v of virtual time", time.Since(start).Round(time.Millisecond))
		conn.CloseWithError(0, "")
		<-ended
		tr.Close()
		l.Close()
	})
}

// listen returns what quic-go and others take for a UDP socket.
func listen(tb testing.TB, h *virtual.Host) net.PacketConn {
	c, err := socket.ListenPacket(tb.Context(), h, "udp4", net.JoinHostPort(h.Addrs()[0].String(), "4433"))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}
