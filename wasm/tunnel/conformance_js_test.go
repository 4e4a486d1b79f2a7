package tunnel_test

import (
	"fmt"
	"net/netip"
	"os"
	"testing"

	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/socket/sockettest"
	"github.com/socketlab/socketlab/wasm/tunnel"
)

// A far is the machine that has the sockets: its bridge, as the environment
// names it. native/browsertest runs this.
type far struct {
	url, system string
	dir         string // there; ?dir=NAME makes a folder NAME in it
	dialled     int
}

func farMachine(t testing.TB) *far {
	url := os.Getenv("SOCKETLAB_BRIDGE")
	if url == "" {
		t.Skip("SOCKETLAB_BRIDGE names no bridge: go test ./native/browsertest runs this")
	}
	return &far{url: url, system: os.Getenv("SOCKETLAB_SYSTEM"), dir: os.Getenv("SOCKETLAB_DIR")}
}

// stack returns the far machine's sockets, over a connection of their own.
func (f *far) stack(t testing.TB) *bridge.Stack {
	t.Helper()
	f.dialled++
	conn, err := tunnel.Dial(t.Context(), fmt.Sprintf("%s?dir=%d", f.url, f.dialled))
	if err != nil {
		t.Fatal(err)
	}
	st, err := bridge.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func (f *far) open(t *testing.T) sockettest.Net {
	n := sockettest.Net{
		Server: f.stack(t), Client: f.stack(t),
		ServerIP: netip.MustParseAddr("127.0.0.1"), ClientIP: netip.MustParseAddr("127.0.0.1"),
		TempDir: fmt.Sprintf("%s/%d", f.dir, f.dialled),
		System:  f.system,
	}
	if hasIPv6(n.Server) {
		n.ServerIP6, n.ClientIP6 = netip.IPv6Loopback(), netip.IPv6Loopback()
	}
	return n
}

func hasIPv6(st socket.Stack) bool {
	s, err := socket.New(st, socket.AF_INET6, socket.SOCK_DGRAM, 0)
	if err != nil {
		return false
	}
	defer s.Close()
	return s.Bind(socket.Inet("::1", 0)) == nil
}

func TestConformance(t *testing.T) { sockettest.Run(t, farMachine(t).open) }

func TestNettest(t *testing.T) { sockettest.Nettest(t, farMachine(t).open) }

// TestLessons: a lesson leaves the same trace here and on the far machine.
func TestLessons(t *testing.T) {
	f := farMachine(t)
	n := lessontest.Net{Name: "bridge", Shared: true, Stack: func(t testing.TB, _ string) socket.Stack { return f.stack(t) }}
	for _, l := range course.Lessons() {
		t.Run(l.Name, func(t *testing.T) { lessontest.Run(t, l, lessontest.Memory(), n) })
	}
}
