package peers

import (
	"testing"
	"time"

	"github.com/pion/sctp"
	"github.com/socketlab/socketlab/shared/virtual"
	"github.com/socketlab/socketlab/shared/virtual/virtualtest"
)

// TestSCTP sends messages over pion/sctp, unchanged, on a network that loses,
// delays and duplicates.
func TestSCTP(t *testing.T) {
	c := virtualtest.Config{Conditions: "loss=5%,delay=25ms,duplicate=2%"}
	virtualtest.Sweep(t, c, 3, func(tb testing.TB, n *virtual.Network) {
		server, client := listen(tb, n.Host("server")), listen(tb, n.Host("client"))
		const messages = 200
		done := make(chan int, 1)
		go func() {
			a, err := sctp.Server(config(peer{server, client.LocalAddr()}))
			if err != nil {
				tb.Error(err)
				done <- 0
				return
			}
			defer a.Close()
			s, err := a.AcceptStream()
			if err != nil {
				tb.Error(err)
				done <- 0
				return
			}
			buf := make([]byte, 2000)
			for i := range messages {
				if _, err := s.Read(buf); err != nil {
					done <- i
					return
				}
			}
			done <- messages
		}()
		a, err := sctp.Client(config(peer{client, server.LocalAddr()}))
		if err != nil {
			tb.Fatal(err)
		}
		s, err := a.OpenStream(1, sctp.PayloadTypeWebRTCBinary)
		if err != nil {
			tb.Fatal(err)
		}
		start := time.Now()
		for range messages {
			if _, err := s.Write(make([]byte, 1000)); err != nil {
				tb.Fatal(err)
			}
		}
		if got := <-done; got != messages {
			tb.Errorf("%d messages of %d arrived", got, messages)
		}
		tb.Logf("%d messages took %v of virtual time", messages, time.Since(start).Round(time.Millisecond))
		a.Close()
	})
}
