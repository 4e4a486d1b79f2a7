//go:build linux || darwin

package servers_test

import (
	"net"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/servers"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/socket"
)

// TestFullServerLeavesRoom connects more clients to one server than all may
// have: the others are answered, and so is this one's next after some left.
func TestFullServerLeavesRoom(t *testing.T) {
	const most, greedy = 220, 300
	g, err := servers.Start(servers.Config{
		Stack: kernel.New(), Lessons: course.Lessons(), MaxClients: most, Log: func(s string) { t.Log(s) },
	})
	check(t, err)
	t.Cleanup(func() { g.Shutdown(cancelled()) })
	var idle []net.Conn
	for range greedy {
		c, err := net.Dial("tcp", addrOf(t, g, "hello"))
		check(t, err)
		defer c.Close()
		idle = append(idle, c)
	}
	for _, c := range idle[most:] { // these were surely too many
		if _, err := c.Read(make([]byte, 1)); err == nil {
			t.Error("a client over the limit was served")
		}
	}
	for _, test := range answers {
		if test.name != "hello" {
			ask(t, test.network, addrOf(t, g, test.name), test.send, test.want)
		}
	}
	for _, c := range idle {
		c.Close()
	}
	for g.Serving() > 0 { // until the server has seen them leave
		runtime.Gosched()
	}
	ask(t, "tcp", addrOf(t, g, "hello"), "x", "谢谢你!")
}

// flaky is a Stack on which the first recvfrom fails.
type flaky struct {
	socket.Stack
	failed atomic.Bool
}

type flakyHandle struct {
	socket.Handle
	stack *flaky
}

func (f *flaky) Socket(fam socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	h, err := f.Stack.Socket(fam, t, proto)
	return flakyHandle{h, f}, err
}

func (h flakyHandle) Do(c *socket.Call) error {
	if c.Op == socket.OpRecvFrom && h.stack.failed.CompareAndSwap(false, true) {
		return socket.ENOMEM
	}
	return h.Handle.Do(c)
}

func TestDatagramServerGoesOn(t *testing.T) {
	st := &flaky{Stack: kernel.New()}
	failed := make(chan string, 1)
	g, err := servers.Start(servers.Config{
		Stack: st, Lessons: course.Lessons(), Log: func(s string) { failed <- s },
	})
	check(t, err)
	t.Cleanup(func() { g.Shutdown(cancelled()) })
	t.Log(<-failed)
	addr := addrOf(t, g, "datagram")
	for { // the port is bound again in a moment; until then nobody has it
		c, err := net.Dial("udp", addr)
		check(t, err)
		c.Write([]byte("x"))
		_, err = c.Read(make([]byte, 100))
		c.Close()
		if err == nil {
			return
		}
	}
}
