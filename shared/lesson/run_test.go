package lesson_test

import (
	"errors"
	"net/netip"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/echo"
	"github.com/socketlab/socketlab/shared/lesson/hello"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

// made returns a lesson of these two roles.
func made(server, client func(*lesson.Host) error) *lesson.Lesson {
	return &lesson.Lesson{
		Name: "made", Addr: socket.Inet("localhost", 1234), Type: socket.SOCK_STREAM,
		Roles: []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
	}
}

func listen(h *lesson.Host) (*socket.Socket, error) {
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err == nil {
		err = s.Bind(h.Addr)
	}
	if err == nil {
		err = s.Listen(5)
	}
	return s, err
}

// forever is a server that accepts without end and never closes a connection.
func forever(h *lesson.Host) error {
	s, err := listen(h)
	for err == nil {
		_, _, err = s.Accept()
	}
	return err
}

func connect(h *lesson.Host) error {
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err == nil {
		err = s.Connect(h.Addr)
	}
	return err
}

var errOwn = errors.New("own failure")

func TestRunErrors(t *testing.T) {
	fails := func(*lesson.Host) error { return errOwn }
	ends := func(*lesson.Host) error { return nil }
	late := func(h *lesson.Host) error { listen(h); return errOwn }
	closes := func(h *lesson.Host) error {
		s, err := listen(h)
		if err == nil {
			s.Close()
			_, _, err = s.Accept()
		}
		return err
	}
	never := func(*lesson.Host) error { panic("the client has no server") }
	tests := []struct {
		name   string
		lesson *lesson.Lesson
		cfg    lesson.RunConfig
		want   string
	}{
		{"both end well", made(forever, ends), lesson.RunConfig{}, ""},
		{"the server fails at once", made(fails, never), lesson.RunConfig{}, "server: own failure"},
		{"the server ends at once", made(ends, never), lesson.RunConfig{}, "server: ended before a client could reach it"},
		{"the server fails later", made(late, ends), lesson.RunConfig{}, "server: own failure"},
		{"the server closes too early", made(closes, ends), lesson.RunConfig{},
			"server: accept: the socket is closed (EBADF)"},
		{"the client fails", made(forever, fails), lesson.RunConfig{}, "client: own failure"},
		{"both fail", made(late, fails), lesson.RunConfig{}, "client: own failure\nserver: own failure"},
		{"the client alone", made(never, fails), lesson.RunConfig{Roles: []string{"client"}}, "client: own failure"},
		{"an unknown role", hello.New(), lesson.RunConfig{Roles: []string{"client", "peer"}},
			`lesson hello: no role "peer": it has server, client`},
		{"an unknown knob", hello.New(), lesson.RunConfig{Knobs: map[string]string{"x": "1"}},
			`lesson hello: no knob "x": it has bufsize`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cfg, _ := lessontest.Configure(t, lessontest.Memory(), test.cfg)
			got := ""
			if err := lesson.Run(t.Context(), test.lesson, cfg); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A taken port fails the run with the system's error.
func TestTaken(t *testing.T) {
	n := lessontest.NewNetwork()
	memory := lessontest.Net{Stack: func(testing.TB, string) socket.Stack { return n.Stack() }}
	st := n.Stack()
	defer st.Close()
	if h, err := echo.New().NewHost(lesson.HostConfig{Stack: st}); err != nil {
		t.Fatal(err)
	} else if _, err := listen(h); err != nil {
		t.Fatal(err)
	}
	cfg, _ := lessontest.Configure(t, memory, lesson.RunConfig{Addr: echo.New().Addr})
	if err := lesson.Run(t.Context(), echo.New(), cfg); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("got %v, want EADDRINUSE", err)
	}
}

// The client is told where the server really is.
func TestAddress(t *testing.T) {
	loop := netip.MustParseAddr("127.0.0.1")
	tests := []struct {
		name string
		addr socket.Addr
		want socket.Addr
	}{
		{"the lesson's", socket.Addr{}, socket.Addr{IP: loop, Port: 1234}},
		{"port 0", socket.Inet("localhost", 0), socket.Addr{IP: loop, Port: 49152}},
		{"all interfaces", socket.Inet("0.0.0.0", 80), socket.Addr{IP: loop, Port: 80}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got socket.Addr
			l := made(forever, func(h *lesson.Host) error { got = h.Addr; return nil })
			cfg, _ := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{})
			cfg.Addr = test.addr
			if err := lesson.Run(t.Context(), l, cfg); err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// The server sees its client leave before its sockets are closed; one that
// keeps a connection open is given Grace, and no more.
func TestGrace(t *testing.T) {
	tests := []struct {
		name   string
		server func(*lesson.Host) error
		want   time.Duration
	}{
		{"done at once", made(forever, nil).Roles[0].Run, lesson.Grace},
		{"never done", forever, lesson.Grace},
	}
	tests[0].server = func(h *lesson.Host) error {
		s, err := listen(h)
		for err == nil {
			var conn *socket.Socket
			if conn, _, err = s.Accept(); err == nil {
				h.Sleep(time.Second) // it takes its time
				conn.Close()
			}
		}
		return err
	}
	tests[0].want = time.Second
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg, _ := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{})
				start := time.Now()
				if err := lesson.Run(t.Context(), made(test.server, connect), cfg); err != nil {
					t.Fatal(err)
				}
				if got := time.Since(start); got != test.want {
					t.Errorf("took %v of virtual time, want %v", got, test.want)
				}
			})
		})
	}
}
