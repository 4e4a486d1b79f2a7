package trace

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// mirror is a Handle in memory that receives what it was sent.
type mirror struct{ data []byte }

func (m *mirror) Do(c *socket.Call) error {
	switch c.Op {
	case socket.OpSend:
		m.data = append(m.data[:0], c.Buf...)
		c.N = len(c.Buf)
	case socket.OpRecv:
		c.N = copy(c.Buf, m.data)
	}
	return nil
}
func (m *mirror) SetDeadline(read, write *time.Time) error { return nil }
func (m *mirror) Close() error                             { return nil }

type noSink struct{}

func (noSink) Event(*Event) {}

// BenchmarkEcho is one send and one recv on a handle in memory: bare,
// recorded, and recorded with the lesson's step.
func BenchmarkEcho(b *testing.B) {
	for _, size := range []int{64, 64 << 10} {
		for _, how := range []string{"bare", "trace", "steps"} {
			b.Run(fmt.Sprintf("%d/%s", size, how), func(b *testing.B) {
				r := New(Config{Sinks: []Sink{noSink{}}})
				defer r.Close()
				var h socket.Handle = &mirror{}
				if how != "bare" {
					h = &handle{inner: h, host: r.Host("client"), name: "s1", typ: socket.SOCK_STREAM}
				}
				if how == "steps" {
					r.Host("client").Locate(func(f runtime.Frame) (string, int, bool) {
						return "echo", f.Line, strings.Contains(f.Function, "BenchmarkEcho")
					})
				}
				buf := make([]byte, size)
				send := &socket.Call{Op: socket.OpSend, Buf: buf, Timeout: -1}
				recv := &socket.Call{Op: socket.OpRecv, Buf: buf, Timeout: -1}
				b.ReportAllocs()
				for b.Loop() {
					h.Do(send)
					h.Do(recv)
				}
			})
		}
	}
}
