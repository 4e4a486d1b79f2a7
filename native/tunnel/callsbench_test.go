package tunnel_test

import (
	"net"
	"testing"

	"github.com/socketlab/socketlab/shared/socket"
)

// BenchmarkCalls sends 64 bytes and waits for them by calls of the socket API,
// each a round trip, as lessons do.
func BenchmarkCalls(b *testing.B) {
	at := listen(b, echo)
	st := bridged(b)
	raw := paths(b)[0]
	calls := path{"calls", func(string) (net.Conn, error) { return connect(st, at) }}
	compare(b, []path{raw, calls}, func(p path) float64 {
		c := dialAll(b, p, at, 1)[0]
		defer c.Close()
		return perSecond(2000, func() { rally(b, c, 2000) })
	})
}

// connect connects by calls.
func connect(st socket.Stack, at string) (net.Conn, error) {
	to, err := socket.ParseAddr(at)
	if err != nil {
		return nil, err
	}
	s, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	s.SetSockOpt(socket.SOL_TCP, socket.TCP_NODELAY, 1)
	return s.Conn(), s.Connect(to)
}
