package play_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

// A page is what a Player talks to.
type page struct {
	*play.Player
	came chan play.Message
}

func newPage(t *testing.T) *page {
	n := lessontest.NewNetwork()
	p := &page{came: make(chan play.Message, 1000)}
	p.Player = &play.Player{
		Stack: func(string) (socket.Stack, error) { return n.Stack(), nil },
		Send:  func(m play.Message) { p.came <- m },
	}
	t.Cleanup(p.Close)
	return p
}

// until returns what is printed until the run's message of that kind, and that.
func (p *page) until(run int, kind play.Kind) (printed string, events int, last play.Message) {
	for m := range p.came {
		switch {
		case m.Run != run:
		case m.Kind == kind:
			return printed, events, m
		case m.Kind == play.Stdout:
			printed += m.Role + ": " + m.Text
		case m.Kind == play.Event:
			events++
		}
	}
	return printed, events, play.Message{}
}

func TestBothRoles(t *testing.T) {
	p := newPage(t)
	p.Handle(play.Message{Kind: play.Start, Run: 7, Lesson: "echo", Addr: "127.0.0.1:0"})
	_, _, ready := p.until(7, play.Ready)
	if strings.HasSuffix(ready.Addr, ":0") || ready.Addr == "" {
		t.Errorf("ready at %q", ready.Addr)
	}
	p.Handle(play.Message{Kind: play.Stdin, Run: 7, Text: "你好\nexit\n"})
	printed, events, done := p.until(7, play.Done)
	if diff := cmp.Diff(play.Message{Kind: play.Done, Run: 7}, done); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
	if !strings.Contains(printed, "client: ") || !strings.Contains(printed, "你好") {
		t.Errorf("printed %q", printed)
	}
	if events < 20 {
		t.Errorf("%d events", events)
	}
}

func TestApart(t *testing.T) {
	p := newPage(t)
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "echo", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
	_, _, ready := p.until(1, play.Ready)
	p.Handle(play.Message{Kind: play.Start, Run: 2, Lesson: "echo", Roles: []string{"client"}, Addr: ready.Addr})
	p.Handle(play.Message{Kind: play.Stdin, Run: 2, Text: "exit\n"})
	p.Handle(play.Message{Kind: play.EOF, Run: 2})
	if _, _, done := p.until(2, play.Done); done.Error != "" {
		t.Errorf("the client ends with %q", done.Error)
	}
	p.Handle(play.Message{Kind: play.Stop, Run: 1})
	if _, _, done := p.until(1, play.Done); done.Error != "" {
		t.Errorf("the server ends with %q", done.Error)
	}
}

// TestRefused sends what cannot be followed: the page is told why.
func TestRefused(t *testing.T) {
	for _, test := range []struct {
		name string
		m    play.Message
		want string
	}{
		{"kind", play.Message{Kind: "dance"}, `message of kind "dance": the kinds are start, stdin, eof, stop, taken, pace, step and judge`},
		{"lesson", play.Message{Kind: play.Start, Lesson: "x"}, `no lesson "x"`},
		{"role", play.Message{Kind: play.Start, Lesson: "echo", Roles: []string{"cook"}}, `"cook"`},
		{"knob", play.Message{Kind: play.Start, Lesson: "timeout", Knobs: map[string]string{"timeout": "soon"}}, `"soon"`},
		{"window", play.Message{Kind: play.Start, Lesson: "echo", Window: -1}, `window -1`},
		{"address", play.Message{Kind: play.Start, Lesson: "echo", Addr: "here"}, `address "here": write host:port, for example localhost:8080`},
		{"protocol", play.Message{Kind: play.Start, Lesson: "echo", Addr: "127.0.0.1:12345/tcp"}, `address "127.0.0.1:12345/tcp": write host:port and nothing else`},
		{"URL", play.Message{Kind: play.Start, Lesson: "echo", Addr: "http://127.0.0.1:5000"}, `address "http://127.0.0.1:5000": write host:port`},
		{"path", play.Message{Kind: play.Start, Lesson: "echo", Addr: "@lab"}, `address "@lab": write host:port`},
		{"IPv6", play.Message{Kind: play.Start, Lesson: "echo", Addr: "[::1]:0"}, `address "[::1]:0": the lessons use IPv4`},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPage(t)
			test.m.Run = 3
			p.Handle(test.m)
			if _, _, done := p.until(3, play.Done); !strings.Contains(done.Error, test.want) || strings.Count(done.Error, `address "`) > 1 {
				t.Errorf("got %q, want %q in it", done.Error, test.want)
			}
		})
	}
}

func TestInUse(t *testing.T) {
	p := newPage(t)
	start := play.Message{Kind: play.Start, Run: 1, Lesson: "echo", Roles: []string{"server"}, Addr: "127.0.0.1:0"}
	p.Handle(start)
	p.until(1, play.Ready)
	p.Handle(start)
	if _, _, done := p.until(1, play.Done); !strings.Contains(done.Error, "run 1 has not ended") {
		t.Errorf("got %q", done.Error)
	}
}

// TestManyRuns refuses one run more than may play.
func TestManyRuns(t *testing.T) {
	p := newPage(t)
	const most = 16
	for run := range most + 1 {
		p.Handle(play.Message{Kind: play.Start, Run: run, Lesson: "echo", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
	}
	if _, _, done := p.until(most, play.Done); !strings.Contains(done.Error, "16 runs have not ended") {
		t.Errorf("got %q", done.Error)
	}
}

// TestErrno names the system error of a run that fails.
func TestErrno(t *testing.T) {
	p := newPage(t)
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "hello", Roles: []string{"client"}, Addr: "127.0.0.1:9"})
	if _, _, done := p.until(1, play.Done); done.Errno != "ECONNREFUSED" {
		t.Errorf("got %+v, want ECONNREFUSED", done)
	}
}

// TestNoNetwork says why a run has no network.
func TestNoNetwork(t *testing.T) {
	p := newPage(t)
	p.Stack = func(string) (socket.Stack, error) { return nil, errors.New("no bridge") }
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "hello"})
	if _, _, done := p.until(1, play.Done); done.Error != "no bridge" {
		t.Errorf("got %+v", done)
	}
}

func TestTooMuchStdin(t *testing.T) {
	p := newPage(t)
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "echo", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
	p.until(1, play.Ready)
	p.Handle(play.Message{Kind: play.Stdin, Run: 1, Text: strings.Repeat("x", 1<<20)})
	p.Handle(play.Message{Kind: play.Stdin, Run: 1, Text: "y"})
	if _, _, done := p.until(1, play.Done); !strings.Contains(done.Error, "stdin") {
		t.Errorf("got %+v", done)
	}
}

// TestWindow holds a run back until the page has taken what it sent.
func TestWindow(t *testing.T) {
	p := newPage(t)
	const window = 3
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "hello", Addr: "127.0.0.1:0", Window: window})
	for n := 0; ; n++ {
		m := <-p.came
		if m.Kind == play.Done {
			if n <= window || m.Error != "" {
				t.Errorf("after %d messages: %+v", n, m)
			}
			return
		}
		if n%window == window-1 {
			if len(p.came) > 0 {
				t.Fatalf("message %d came before there was room for it: %+v", n+1, <-p.came)
			}
			p.Handle(play.Message{Kind: play.Taken, Run: 1, Count: window})
		}
	}
}

// TestStopWithoutRoom stops a run that waits for a page which takes nothing.
func TestStopWithoutRoom(t *testing.T) {
	p := newPage(t)
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "hello", Addr: "127.0.0.1:0", Window: 1})
	<-p.came
	p.Handle(play.Message{Kind: play.Stop, Run: 1})
	if _, _, done := p.until(1, play.Done); done.Error != "" {
		t.Errorf("got %+v", done)
	}
}

// TestFail says what ended the runs.
func TestFail(t *testing.T) {
	p := newPage(t)
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "echo", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
	p.until(1, play.Ready)
	p.Fail(socket.ENETDOWN)
	if _, _, done := p.until(1, play.Done); done.Errno != "ENETDOWN" {
		t.Errorf("got %+v, want ENETDOWN", done)
	}
}

// TestManyRefusals floods a page that takes nothing: what waits stays bounded.
func TestManyRefusals(t *testing.T) {
	took := make(chan bool)
	sent := 0
	p := &play.Player{Send: func(play.Message) { <-took; sent++ }}
	for range 1000 {
		p.Handle(play.Message{Kind: "dance"})
	}
	close(took)
	p.Close()
	if sent == 0 || sent > 16 {
		t.Errorf("%d answers, want 1 to 16", sent)
	}
}

// TestClose stops what plays.
func TestClose(t *testing.T) {
	p := newPage(t)
	for run := range 3 {
		p.Handle(play.Message{Kind: play.Start, Run: run, Lesson: "datagram", Roles: []string{"server"}, Addr: "127.0.0.1:0"})
	}
	p.Close()
	p.Handle(play.Message{Kind: play.Start, Run: 9, Lesson: "hello"})
	if _, _, done := p.until(9, play.Done); done.Error != "the player is closed" {
		t.Errorf("got %+v", done)
	}
}

func TestLessons(t *testing.T) {
	for _, l := range play.Lessons() {
		if l.Title.EN == "" || l.Title.ZH == "" || l.Go == "" || l.Python == "" || l.Addr == "" || len(l.Roles) != 2 {
			t.Errorf("%s lacks something", l.Name)
		}
	}
	if _, err := json.Marshal(play.Lessons()); err != nil {
		t.Error(err)
	}
}
