//go:build linux || darwin

package web_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/play"
)

// A runner is a page that has lessons played on the server.
type runner struct {
	*websocket.Conn
	t testing.TB
}

func newRunner(t testing.TB, l *lab) *runner {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws://"+l.addr+"/run", nil)
	check(t, err)
	t.Cleanup(func() { ws.Close() })
	ws.SetReadDeadline(time.Now().Add(patience))
	return &runner{ws, t}
}

func (r *runner) say(m play.Message) {
	r.t.Helper()
	check(r.t, r.WriteJSON(m))
}

// until reads messages up to one of a kind, and returns that and what was
// printed before it.
func (r *runner) until(kind play.Kind) (m play.Message, printed string) {
	r.t.Helper()
	for {
		m = play.Message{}
		if err := r.ReadJSON(&m); err != nil {
			r.t.Fatalf("waiting for %s: %v", kind, err)
		}
		if m.Kind == play.Stdout {
			printed += m.Text
		}
		if m.Kind == kind {
			return m, printed
		}
	}
}

// TestRun has the server of a lesson played, and is its client.
func TestRun(t *testing.T) {
	l := start(t, web.Config{})
	page := newRunner(t, l)
	page.say(play.Message{Kind: play.Start, Run: 7, Lesson: "echo", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
	ready, _ := page.until(play.Ready)
	c, err := net.Dial("tcp", ready.Addr)
	check(t, err)
	defer c.Close()
	_, err = c.Write([]byte("早"))
	check(t, err)
	want := "你好，客户端！你发送了：早"
	got := make([]byte, len(want))
	_, err = c.Read(got)
	check(t, err)
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if s := l.Sessions(); len(s) != 1 || s[0].Kind != "run" || s[0].Sockets != 2 || s[0].Sent == 0 || s[0].Received == 0 {
		t.Errorf("the sessions are %+v, want a run with 2 sockets", s)
	}
	page.say(play.Message{Kind: play.Stop, Run: 7})
	done, printed := page.until(play.Done)
	if diff := cmp.Diff(play.Message{Kind: play.Done, Run: 7}, done); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(printed, "早") {
		t.Errorf("the server printed %q", printed)
	}
	eventually(t, "its sockets are closed", func() bool { return l.Sessions()[0].Sockets == 0 })
}

// TestEndedRun ends a session whose lesson runs: its port is free.
func TestEndedRun(t *testing.T) {
	l := start(t, web.Config{})
	for _, end := range []func(*runner){
		func(*runner) { ask(t, "DELETE", "http://"+l.addr+"/sessions/1", nil) },
		func(r *runner) { r.NetConn().Close() },
	} {
		page := newRunner(t, l)
		page.say(play.Message{Kind: play.Start, Run: 1, Lesson: "echo", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
		ready, _ := page.until(play.Ready)
		end(page)
		for {
			if _, _, err := page.ReadMessage(); err != nil {
				break
			}
		}
		eventually(t, "the session is gone", func() bool { return len(l.Sessions()) == 0 })
		ln, err := net.Listen("tcp", ready.Addr)
		check(t, err)
		ln.Close()
	}
}

// TestBadMessages sends what cannot be followed: each is answered, and the
// session goes on.
func TestBadMessages(t *testing.T) {
	l := start(t, web.Config{})
	page := newRunner(t, l)
	begin := func(run int) string {
		return fmt.Sprintf(`{"kind":"start","run":%d,"lesson":"echo","roles":["server"],"addr":"127.0.0.1:0"}`, run)
	}
	for _, test := range []struct{ send, want string }{
		{`{`, "the message is no JSON"},
		{`{"kind":7}`, "the message is no JSON"},
		{`[]`, "the message is no JSON"},
		{`{"kind":"start","run":1,"lesson":"nope"}`, `no lesson "nope"`},
		{`{"kind":"start","run":1,"lesson":"echo","addr":"nowhere"}`, "nowhere"},
		{`{"kind":"start","run":1,"lesson":"echo","knobs":{"colour":"red"}}`, "colour"},
	} {
		check(t, page.WriteMessage(websocket.TextMessage, []byte(test.send)))
		if done, _ := page.until(play.Done); !strings.Contains(done.Error, test.want) {
			t.Errorf("%s is answered with %+v, want %q", test.send, done, test.want)
		}
	}
	for run := range 16 {
		check(t, page.WriteMessage(websocket.TextMessage, []byte(begin(run))))
		page.until(play.Ready)
	}
	for run, want := range map[int]string{3: "run 3 has not ended: give this one another number", 99: "16 runs have not ended: stop one first"} {
		check(t, page.WriteMessage(websocket.TextMessage, []byte(begin(run))))
		if done, _ := page.until(play.Done); done.Error != want || done.Run != run {
			t.Errorf("run %d too many is answered with %+v, want %q", run, done, want)
		}
	}
	page.say(play.Message{Kind: play.Stop, Run: 3})
	page.until(play.Done)
	check(t, page.WriteMessage(websocket.TextMessage, []byte(begin(99))))
	page.until(play.Ready)
}

// TestBadRunSessions sends what ends a session.
func TestBadRunSessions(t *testing.T) {
	l := start(t, web.Config{})
	for _, test := range []struct {
		kind int
		data []byte
		want int
	}{
		{websocket.BinaryMessage, []byte("{}"), websocket.CloseUnsupportedData},
		{websocket.TextMessage, make([]byte, 64<<10+1), websocket.CloseMessageTooBig},
	} {
		page := newRunner(t, l)
		check(t, page.WriteMessage(test.kind, test.data))
		if _, _, err := page.ReadMessage(); !websocket.IsCloseError(err, test.want) {
			t.Errorf("the session ends with %v, want %d", err, test.want)
		}
	}
	eventually(t, "all are gone", func() bool { return len(l.Sessions()) == 0 })
}

// TestGreedyRun has a page that takes none of what its run sends: the session
// ends when its connection does.
func TestGreedyRun(t *testing.T) {
	l := start(t, web.Config{})
	page := newRunner(t, l)
	page.say(play.Message{Kind: play.Start, Run: 1, Lesson: "datagram", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
	ready, _ := page.until(play.Ready)
	c, err := net.Dial("udp", ready.Addr)
	check(t, err)
	defer c.Close()
	for before, sent := int64(-1), int64(0); sent != before; sent = l.Sessions()[0].Sent { // until no more fits
		before = sent
		for range 1000 {
			c.Write(make([]byte, 1000))
		}
	}
	page.NetConn().Close()
	eventually(t, "the session is gone", func() bool { return len(l.Sessions()) == 0 })
}

// TestRunQuota: the roles of a page share its quota.
func TestRunQuota(t *testing.T) {
	page := newRunner(t, start(t, web.Config{Quota: guard.Quota{Sockets: 1}}))
	page.say(play.Message{Kind: play.Start, Run: 1, Lesson: "echo", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
	page.until(play.Ready)
	page.say(play.Message{Kind: play.Start, Run: 2, Lesson: "echo", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
	if m, _ := page.until(play.Done); m.Run != 2 || m.Errno != "EMFILE" {
		t.Errorf("a second socket: run %d ended with %s %q, want 2, EMFILE", m.Run, m.Errno, m.Error)
	}
}
