//go:build linux || darwin

package servers_test

import (
	"io"
	"net"
	"os"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/servers"
	"github.com/socketlab/socketlab/shared/lesson"
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
	datagram, err := course.Find("datagram")
	check(t, err)
	g, err := servers.Start(servers.Config{
		Stack: st, Lessons: []*lesson.Lesson{datagram}, Log: func(s string) { failed <- s },
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

// TestWholeGiB has one client send 1 GiB to the concurrent server, which
// answers all of it while it answers others. It takes longer than a test may,
// and so is for scripts/soak.
func TestWholeGiB(t *testing.T) {
	if os.Getenv("SOAK") == "" {
		t.Skip("takes long: scripts/soak runs it")
	}
	g := start(t)
	c, err := net.Dial("tcp", addrOf(t, g, "concurrent"))
	check(t, err)
	defer c.Close()
	go func() {
		block := make([]byte, 1<<20)
		for range 1 << 10 {
			if _, err := c.Write(block); err != nil {
				t.Errorf("sending: %v", err)
			}
		}
		c.(*net.TCPConn).CloseWrite()
	}()
	var answered int64
	ended := make(chan struct{})
	go func() {
		answered, err = io.Copy(io.Discard, c)
		close(ended)
	}()
	for served := true; served; {
		for _, test := range answers {
			if test.send == data1 {
				continue // a transfer that goes no further keeps its place for a while
			}
			ask(t, test.network, addrOf(t, g, test.name), test.send, test.want)
		}
		select {
		case <-ended:
			served = false
		default:
		}
	}
	// A recv takes at most 1,024 bytes: at least so many answers.
	if least := int64(len("数据接收正常...")) << 20; err != nil || answered < least {
		t.Errorf("the answers are %d bytes, %v, want at least %d", answered, err, least)
	}
}
