//go:build linux || darwin

package web_test

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/gorilla/websocket"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/socket"
)

// sessions asks for the list.
func sessions(t testing.TB, l *lab) []web.Session {
	t.Helper()
	a := ask(t, "GET", "http://"+l.addr+"/sessions", nil)
	var all []web.Session
	if err := json.Unmarshal([]byte(a.body), &all); err != nil || a.status != 200 {
		t.Fatalf("%d %q: %v", a.status, a.body, err)
	}
	return all
}

// TestSession opens two, looks at the list, and ends one: its port is free, the
// other goes on.
func TestSession(t *testing.T) {
	l := start(t, web.Config{})
	if got := ask(t, "GET", "http://"+l.addr+"/sessions", nil).body; got != "[]\n" {
		t.Errorf("the list of no sessions is %q", got)
	}
	first := dial(t, "ws://"+l.addr+"/bridge", nil)
	at, err := listener(t, first, 0).GetSockName()
	check(t, err)
	second := dial(t, "ws://"+l.addr+"/bridge", nil)
	listener(t, second, 0)
	kept := listener(t, second, 0)

	want := []web.Session{{ID: "1", Kind: "bridge", Sockets: 1}, {ID: "2", Kind: "bridge", Sockets: 2}}
	varies := cmpopts.IgnoreFields(web.Session{}, "Remote", "Since", "Received", "Sent", "Idle")
	if diff := cmp.Diff(want, sessions(t, l), varies); diff != "" {
		t.Error(diff)
	}
	for _, s := range sessions(t, l) {
		if s.Received == 0 || s.Sent == 0 || s.Idle < 0 || s.Since.IsZero() || !strings.HasPrefix(s.Remote, "127.0.0.1:") {
			t.Errorf("session %+v", s)
		}
	}

	if a := ask(t, "DELETE", "http://"+l.addr+"/sessions/1", nil); a.status != http.StatusNoContent {
		t.Errorf("ending a session: %d %q", a.status, a.body)
	}
	<-first.Done()
	eventually(t, "the session is gone", func() bool { return len(l.Sessions()) == 1 })
	ln, err := net.Listen("tcp", at.String())
	check(t, err)
	ln.Close()
	if _, err := kept.GetSockName(); err != nil {
		t.Errorf("the other session: %v", err)
	}
	for _, id := range []string{"1", "99", "x"} {
		if a := ask(t, "DELETE", "http://"+l.addr+"/sessions/"+id, nil); a.status != 404 {
			t.Errorf("ending session %s: status %d, want 404", id, a.status)
		}
	}
	for _, want := range []string{`msg="session begins" session=1 kind=bridge`, `msg="session ends" session=1`, `why="ended by the operator"`} {
		if !strings.Contains(l.log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, l.log)
		}
	}
}

// TestEndedSessionIsTold looks at the close frame.
func TestEndedSessionIsTold(t *testing.T) {
	l := start(t, web.Config{})
	ws, _, err := websocket.DefaultDialer.Dial("ws://"+l.addr+"/bridge", nil)
	check(t, err)
	defer ws.Close()
	ask(t, "DELETE", "http://"+l.addr+"/sessions/1", nil)
	_, _, err = ws.ReadMessage()
	if want := (&websocket.CloseError{Code: 1008, Text: "ended by the operator"}); cmp.Diff(error(want), err) != "" {
		t.Errorf("the WebSocket ends with %v, want %v", err, want)
	}
}

// TestVanishedClient breaks a client's connection without a word: its port is
// free at once.
func TestVanishedClient(t *testing.T) {
	l := start(t, web.Config{})
	var raw net.Conn
	d := websocket.Dialer{NetDial: func(network, addr string) (c net.Conn, err error) {
		raw, err = net.Dial(network, addr)
		return raw, err
	}}
	ws, _, err := d.Dial("ws://"+l.addr+"/bridge", nil)
	check(t, err)
	st := over(t, ws)
	at, err := listener(t, st, 0).GetSockName()
	check(t, err)
	check(t, raw.(*net.TCPConn).SetLinger(0)) // a reset, as when a process is killed with bytes unread
	raw.Close()
	eventually(t, "the session is gone", func() bool { return len(l.Sessions()) == 0 })
	ln, err := net.Listen("tcp", at.String())
	check(t, err)
	ln.Close()
}

func TestQuotas(t *testing.T) {
	l := start(t, web.Config{Sessions: 2, Sockets: 3})
	first, second := dial(t, "ws://"+l.addr+"/bridge", nil), dial(t, "ws://"+l.addr+"/bridge", nil)
	a := ask(t, "GET", "http://"+l.addr+"/bridge", nil)
	want := "as many pages are connected as may be: close another page, or start the server with a larger --sessions\n"
	if a.status != 503 || a.body != want {
		t.Errorf("a session too many: %d %q, want 503 %q", a.status, a.body, want)
	}
	listener(t, first, 0)
	listener(t, first, 0)
	server := listener(t, second, 0)
	_, err := socket.New(second, socket.AF_INET, socket.SOCK_STREAM, 0)
	if !errors.Is(err, socket.EMFILE) {
		t.Errorf("a socket too many: %v, want EMFILE", err)
	}
	at, err := server.GetSockName()
	check(t, err)
	c, err := net.Dial("tcp", at.String())
	check(t, err)
	defer c.Close()
	if _, _, err := server.Accept(); !errors.Is(err, socket.EMFILE) {
		t.Errorf("an accepted socket too many: %v, want EMFILE", err)
	}
	first.Close()
	eventually(t, "there is room again", func() bool { return len(l.Sessions()) == 1 })
	third := dial(t, "ws://"+l.addr+"/bridge", nil)
	listener(t, third, 0)
	if s, err := socket.New(third, socket.AF_INET, socket.SOCK_DGRAM, 0); err != nil {
		t.Errorf("once there is room: %v", err)
	} else {
		s.Close()
		s, err = socket.New(third, socket.AF_INET, socket.SOCK_DGRAM, 0)
		check(t, err)
		s.Close()
	}
}

func TestMetrics(t *testing.T) {
	l := start(t, web.Config{Sockets: 1})
	st := dial(t, "ws://"+l.addr+"/bridge", nil)
	listener(t, st, 0)
	socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	dial(t, "ws://"+l.addr+"/bridge", nil).Close()
	eventually(t, "one is left", func() bool { return len(l.Sessions()) == 1 })
	ask(t, "GET", "http://"+l.addr+"/", map[string]string{"Host": "evil.example"})
	a := ask(t, "GET", "http://"+l.addr+"/metrics", nil)
	for _, want := range []string{
		"socketlab_sessions{kind=\"bridge\"} 1\n", "socketlab_sessions{kind=\"run\"} 0\n",
		"socketlab_sockets 1\n", "socketlab_sessions_opened_total 2\n",
		"socketlab_refused_calls_total{errno=\"EMFILE\"} 1\n", "socketlab_refused_calls_total{errno=\"EACCES\"} 0\n",
		"socketlab_refused_requests_total{reason=\"host\"} 1\n",
		"# TYPE socketlab_received_bytes_total counter\n", "# TYPE socketlab_sent_bytes_total counter\n",
		"\ngo_goroutines ",
	} {
		if !strings.Contains(a.body, want) {
			t.Errorf("without %q:\n%s", want, a.body)
		}
	}
	st.Close()
	eventually(t, "none is left", func() bool { return len(l.Sessions()) == 0 })
	b := ask(t, "GET", "http://"+l.addr+"/metrics", nil)
	for _, name := range []string{"socketlab_received_bytes_total", "socketlab_sent_bytes_total"} {
		if before, after := value(t, a.body, name), value(t, b.body, name); before == 0 || after < before {
			t.Errorf("%s is %v with a session, and %v after it", name, before, after)
		}
	}
	if n := value(t, b.body, "socketlab_sockets"); n != 0 {
		t.Errorf("sockets are left: %v", n)
	}
}

// value returns a metric's.
func value(t testing.TB, text, name string) float64 {
	t.Helper()
	_, rest, _ := strings.Cut(text, "\n"+name+" ")
	line, _, _ := strings.Cut(rest, "\n")
	v, err := strconv.ParseFloat(line, 64)
	check(t, err)
	return v
}
