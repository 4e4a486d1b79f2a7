//go:build linux || darwin

package tunnel_test

import (
	"net/netip"
	"os"
	"runtime"
	"testing"

	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/socket/sockettest"
)

// openBridge returns this machine's kernel, reached through a WebSocket, as
// both hosts.
func openBridge(t *testing.T) sockettest.Net {
	st := bridged(t)
	dir, err := os.MkdirTemp("", "socketlab") // t.TempDir's names are too long for AF_UNIX
	check(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	loopback := netip.MustParseAddr("127.0.0.1")
	n := sockettest.Net{
		Server: st, Client: st, ServerIP: loopback, ClientIP: loopback, TempDir: dir, System: runtime.GOOS,
	}
	if s, err := socket.New(st, socket.AF_INET6, socket.SOCK_DGRAM, 0); err == nil {
		if s.Bind(socket.Inet("::1", 0)) == nil {
			n.ServerIP6, n.ClientIP6 = netip.IPv6Loopback(), netip.IPv6Loopback()
		}
		s.Close()
	}
	return n
}

func TestConformance(t *testing.T) { sockettest.Run(t, openBridge) }

func TestNettest(t *testing.T) { sockettest.Nettest(t, openBridge) }

// TestLessons plays each lesson in memory and over a bridge.
func TestLessons(t *testing.T) {
	far := lessontest.Net{Name: "bridge", Shared: true, Stack: func(t testing.TB, _ string) socket.Stack { return bridged(t) }}
	for _, l := range course.Lessons() {
		t.Run(l.Name, func(t *testing.T) { lessontest.Run(t, l, lessontest.Memory(), far) })
	}
}
