package play_test

import (
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/socket"
)

// far is a network whose accept takes a while to answer, as over a bridge.
type far struct{ socket.Stack }

type farSocket struct{ socket.Handle }

func (f far) Socket(family socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	h, err := f.Stack.Socket(family, t, proto)
	return farSocket{h}, err
}

func (f farSocket) Do(c *socket.Call) error {
	err := f.Handle.Do(c)
	if c.Op == socket.OpAccept {
		time.Sleep(20 * time.Millisecond)
	}
	return err
}

// TestBehind has a client from elsewhere wait behind that of the run: it is
// served, though the run's has left.
func TestBehind(t *testing.T) {
	n := lessontest.NewNetwork()
	p := newPage(t)
	p.Quiet = 100 * time.Millisecond
	p.Stack = func(string) (socket.Stack, error) { return far{n.Stack()}, nil }
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "echo", Addr: "127.0.0.1:0"})
	_, _, ready := p.until(1, play.Ready)
	p.Handle(play.Message{Kind: play.Stdin, Run: 1, Text: "first\n"})
	for m := range p.came {
		if m.Kind == play.Stdout && m.Role == "server" && m.Text == "接收到来自客户端的数据: first\n" {
			break
		}
	}
	behind, err := socket.Dial(t.Context(), n.Stack(), "tcp", ready.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer behind.Close()
	p.Handle(play.Message{Kind: play.Stdin, Run: 1, Text: "exit\n"})
	if _, err := behind.Write([]byte("second")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 100)
	if n, err := behind.Read(got); err != nil {
		t.Errorf("who waited got %q, %v", got[:n], err)
	}
	behind.Close()
	if _, _, done := p.until(1, play.Done); done.Error != "" {
		t.Errorf("the run ended with %q", done.Error)
	}
}
