//go:build linux || darwin

package servers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/servers"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/socket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs all servers, on whatever ports are free.
func start(t testing.TB) *servers.Group {
	t.Helper()
	g, err := servers.Start(servers.Config{Stack: kernel.New(), Lessons: course.Lessons(), Log: func(s string) { t.Log(s) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Shutdown(cancelled()) })
	return g
}

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func addrOf(t testing.TB, g *servers.Group, name string) string {
	t.Helper()
	for _, s := range g.Servers() {
		if s.Lesson.Name == name {
			return s.Addr.String()
		}
	}
	t.Fatalf("no server %q", name)
	return ""
}

// Packets of reliable data transfer: see shared/rdt/rdt.md.
const (
	data1 = "\x01\x00\x00\x00\x01\x8c\x45\xee\x3b"
	ack1  = "\x02\x00\x00\x00\x01\xcb\xe5\x94\xeb"
)

// answers are what the tutorials' servers send, byte for byte.
var answers = []struct{ name, network, send, want string }{
	{"hello", "tcp", "你好，服务器!", "谢谢你!"},
	{"echo", "tcp", "早", "你好，客户端！你发送了：早"},
	{"datagram", "udp", "早", "你好，客户端！你发送了：早"},
	{"encoding", "tcp", "Connect Succces!", "问题处理中..."},
	{"lifecycle", "tcp", "x", "谢谢你!"},
	{"addresses", "tcp", "x", "谢谢你!"},
	{"refused", "tcp", "x", "谢谢你!"},
	{"eof", "tcp", "x", "谢谢你!"},
	{"buffers", "tcp", "x", "数据数据"},
	{"nagle", "tcp", "x\n", "OK"},
	{"handshake", "tcp", "你好，服务器!", "谢谢你!"},
	{"whocloses", "tcp", "x", "问题处理中..."},
	{"twosockets", "tcp", "x", "谢谢你!"},
	{"concurrent", "tcp", "x", "数据接收正常..."},
	{"timeout", "tcp", "x", "OK"},
	{"deadpeer", "tcp", "x", "OK"},
	{"lossy", "udp", "ping 1 1", "pong 1 1"},
	{"stopandwait", "udp", data1, ack1},
	{"gobackn", "udp", data1, ack1},
	{"selectiverepeat", "udp", data1, ack1},
}

func TestAnswers(t *testing.T) {
	g := start(t)
	for _, test := range answers {
		t.Run(test.name, func(t *testing.T) {
			for range 2 { // they stay up for the next client
				ask(t, test.network, addrOf(t, g, test.name), test.send, test.want)
			}
		})
	}
}

// ask sends one message as a client of its own and checks the answer.
func ask(t testing.TB, network, addr, send, want string) {
	t.Helper()
	got, err := answer(network, addr, send, len(want))
	for try := 0; try < 5 && err == io.EOF; try++ { // a server with a timeout, and a busy machine: it has given up
		got, err = answer(network, addr, send, len(want))
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

// answer sends to a server, and returns so many bytes of what comes back.
func answer(network, addr, send string, size int) (string, error) {
	c, err := net.Dial(network, addr)
	if err != nil {
		return "", err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.WriteString(c, send); err != nil {
		return "", err
	}
	got := make([]byte, size)
	_, err = io.ReadFull(c, got)
	return string(got), err
}

// hostile is what a client can do that must harm nobody else.
var hostile = []struct {
	name string
	do   func(t *testing.T, c net.Conn)
}{
	{"sends nothing", func(t *testing.T, c net.Conn) {}},
	{"resets", func(t *testing.T, c net.Conn) {
		io.WriteString(c, "x")
		c.(*net.TCPConn).SetLinger(0)
		c.Close()
	}},
	{"sends bad UTF-8", func(t *testing.T, c net.Conn) { c.Write([]byte{0xe4, 0xbd, 0xff, 0xfe, 0x00}) }},
	{"sends without reading", func(t *testing.T, c net.Conn) {
		go func() {
			block := make([]byte, 64<<10)
			for {
				if _, err := c.Write(block); err != nil {
					return // closed at the end of the test
				}
			}
		}()
	}},
	{"sends 1 GiB without pause", func(t *testing.T, c net.Conn) {
		go io.Copy(io.Discard, c)
		go func() {
			block := make([]byte, 1<<20)
			for range 1 << 10 {
				if _, err := c.Write(block); err != nil {
					return
				}
			}
		}()
	}},
}

func TestHostileClientsHarmNobody(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			g := start(t)
			for _, test := range answers {
				if test.network == "udp" {
					continue
				}
				for range 3 {
					c, err := net.Dial("tcp", addrOf(t, g, test.name))
					if err != nil {
						t.Fatal(err)
					}
					defer c.Close()
					h.do(t, c)
				}
			}
			for range 3 {
				for _, test := range answers {
					ask(t, test.network, addrOf(t, g, test.name), test.send, test.want)
				}
			}
		})
	}
}

func TestDatagramsThatNobodyWants(t *testing.T) {
	g := start(t)
	c, err := net.Dial("udp", addrOf(t, g, "datagram"))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{nil, {0xff, 0xfe}, bytes.Repeat([]byte("你"), 21000)} {
		c.Write(b)
	}
	c.Close() // the replies are refused
	ask(t, "udp", addrOf(t, g, "datagram"), "早", "你好，客户端！你发送了：早")
}

func TestTakenPort(t *testing.T) {
	first, second := start(t), start(t)
	var ports = map[string]bool{}
	for _, g := range []*servers.Group{first, second} {
		for _, s := range g.Servers() {
			key := fmt.Sprintf("%s %d", s.Protocol(), s.Addr.Port)
			if ports[key] {
				t.Errorf("%s listens on %s, which is taken", s.Lesson.Name, key)
			}
			ports[key] = true
		}
	}
	for _, s := range second.Servers() {
		if !s.Moved() {
			t.Errorf("%s: not said to have moved to %s", s.Lesson.Name, s.Addr)
		}
	}
	for _, test := range answers {
		ask(t, test.network, addrOf(t, second, test.name), test.send, test.want)
	}
}

func TestStartFails(t *testing.T) {
	_, err := servers.Start(servers.Config{Stack: kernel.New(), Lessons: course.Lessons(), Host: "203.0.113.1"})
	if !errors.Is(err, socket.EADDRNOTAVAIL) || !strings.Contains(fmt.Sprint(err), "203.0.113.1") {
		t.Errorf("Start on an address that is not ours: %v, want EADDRNOTAVAIL and the address", err)
	}
}

// TestServersDoNotAnswerEachOther sends what another such server would: with a
// forged sender, two would go on for ever.
func TestServersDoNotAnswerEachOther(t *testing.T) {
	g := start(t)
	c, err := net.Dial("udp", addrOf(t, g, "datagram"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(30 * time.Second))
	io.WriteString(c, "你好，客户端！你发送了：x")
	io.WriteString(c, "早")
	got := make([]byte, 1024)
	n, err := c.Read(got)
	if want := "你好，客户端！你发送了：早"; err != nil || string(got[:n]) != want {
		t.Errorf("the first answer is %q, %v, want %q", got[:n], err, want)
	}
}
