//go:build linux || darwin

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
)

// quick is the timeout of transfers in tests, in milliseconds.
const quick = 30

// TestTwinsOverLoss has each protocol's Python and Go sides move 20 packets over
// a proxy that loses and corrupts, and each packet delivered once, in order.
func TestTwinsOverLoss(t *testing.T) {
	for _, name := range []string{"stopandwait", "gobackn", "selectiverepeat"} {
		l, err := course.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name+"/Python client", func(t *testing.T) {
			out, port := goServer(t, l)
			cmd := python(t, quickTwin(t, l), "client", "127.0.0.1", strconv.Itoa(impaired(t, port)))
			cmd.Stdin = strings.NewReader("\n")
			if text, err := cmd.Output(); err != nil {
				t.Fatalf("%v\n%s%s", err, text, stderrOf(err))
			}
			delivered(t, out)
		})
		t.Run(name+"/Python server", func(t *testing.T) {
			port := freePort(t, name)
			server := startPython(t, quickTwin(t, l), "server", "127.0.0.1", strconv.Itoa(port))
			server.waitFor(t, "\n")
			err := lesson.Run(t.Context(), l, lesson.RunConfig{
				Roles: []string{"client"}, Addr: socket.Inet("127.0.0.1", impaired(t, port)),
				Stack: func(string) socket.Stack { return kernel.New() },
				Knobs: map[string]string{"timeout": strconv.Itoa(quick), "count": "20", "tries": "30"},
			})
			if err != nil {
				t.Fatal(err)
			}
			delivered(t, server)
		})
	}
}

// goServer runs a lesson's server until the test ends.
func goServer(t *testing.T, l *lesson.Lesson) (*process, int) {
	t.Helper()
	out := &process{changed: make(chan struct{}, 1)}
	ready, ended := make(chan int, 1), make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		ended <- lesson.Run(ctx, l, lesson.RunConfig{
			Roles: []string{"server"}, Addr: socket.Inet("127.0.0.1", 0),
			Stack:  func(string) socket.Stack { return kernel.New() },
			Stdout: func(string) io.Writer { return out },
			Ready:  func(at socket.Addr) { ready <- at.Port },
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return out, <-ready
}

// impaired returns the port of a proxy in front of a port, whose network loses
// 10 % each way, and corrupts 5 %.
func impaired(t *testing.T, port int) int {
	t.Helper()
	bad := impair.Direction{Conditions: link.Conditions{Loss: 0.1, Corrupt: 0.05, Delay: &link.Delay{Mean: time.Millisecond}}}
	loopback := net.IPv4(127, 0, 0, 1)
	p, err := impair.ListenUDP(impair.UDPConfig{
		Listen: &net.UDPAddr{IP: loopback}, To: &net.UDPAddr{IP: loopback, Port: port}, Seed: 1, Up: bad, Down: bad,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return int(p.Addr().Port())
}

var (
	twinTimeout = regexp.MustCompile(`(?m)^(TIMEOUT, TRIES.* = )1, 10`)
	twinCount   = regexp.MustCompile(`(?m)^(COUNT, SIZE.* = )\d+`)
)

// quickTwin returns a twin that sends 20 packets, with a short timeout.
func quickTwin(t *testing.T, l *lesson.Lesson) string {
	t.Helper()
	b, err := fs.ReadFile(l.Source, l.Name+".py")
	if err != nil {
		t.Fatal(err)
	}
	changed := twinTimeout.ReplaceAll(b, fmt.Appendf(nil, "${1}%g, 30", quick/1000.0))
	changed = twinCount.ReplaceAll(changed, []byte("${1}20"))
	if bytes.Equal(changed, b) {
		t.Fatalf("%s.py does not say TIMEOUT, TRIES = 1, 10", l.Name)
	}
	return write(t, l.Name+".py", changed)
}

// delivered checks that a server has printed 1 to 20, once each and in order.
func delivered(t *testing.T, server *process) {
	t.Helper()
	server.waitFor(t, ") 20 ")
	var got, want []string
	for _, found := range regexp.MustCompile(`\) (\d+) {10}`).FindAllStringSubmatch(server.output(), -1) {
		got = append(got, found[1])
	}
	for n := range 20 {
		want = append(want, strconv.Itoa(n+1))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("delivered (-want +got):\n%s", diff)
	}
}
