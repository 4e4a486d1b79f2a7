package lessontest

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

// Serve runs a lesson's server alone, in memory and in virtual time, while use
// acts as its clients, and returns what the server printed. The run ends as by
// Ctrl-C.
func Serve(t *testing.T, l *lesson.Lesson, knobs map[string]string, use func(*testing.T, Client)) string {
	t.Helper()
	var printed string
	synctest.Test(t, func(t *testing.T) {
		n := NewNetwork()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		memory := Net{Stack: func(testing.TB, string) socket.Stack { return n.Stack() }}
		server := l.Roles[0].Name
		cfg, out := Configure(t, memory, lesson.RunConfig{
			Roles: []string{server}, Addr: l.Addr, Knobs: knobs,
		})
		ended := make(chan error, 1)
		go func() { ended <- lesson.Run(ctx, l, cfg) }()
		synctest.Wait()
		stack := n.Stack()
		defer stack.Close()
		use(t, Client{Stack: stack, lesson: l})
		synctest.Wait()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", l.Name, err)
		}
		printed = out()[server]
	})
	return printed
}

// A Client makes clients of the server that Serve runs.
type Client struct {
	Stack  socket.Stack
	lesson *lesson.Lesson
}

// Dial returns a new socket, connected if the lesson is about streams.
func (c Client) Dial(t *testing.T) *socket.Socket {
	t.Helper()
	s, err := socket.New(c.Stack, socket.AF_INET, c.lesson.Type, 0)
	if err == nil && c.lesson.Type == socket.SOCK_STREAM {
		err = s.Connect(loopback(c.lesson.Addr.Port))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Ask sends a message to the server and returns what one receive gets. Datagrams
// included.
func (c Client) Ask(t *testing.T, s *socket.Socket, message string) string {
	t.Helper()
	var reply []byte
	var err error
	if s.Type() == socket.SOCK_STREAM {
		if err = s.SendAll([]byte(message)); err == nil {
			reply, err = s.Recv(4096)
		}
	} else if _, err = s.SendTo([]byte(message), loopback(c.lesson.Addr.Port)); err == nil {
		reply, _, err = s.RecvFrom(4096)
	}
	if err != nil {
		t.Fatalf("asking %q: %v", message, err)
	}
	return string(reply)
}
