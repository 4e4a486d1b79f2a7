package play_test

import (
	"errors"
	"net"
	"testing"

	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/socket"
)

// bound returns a listening socket of st, and its address.
func bound(t *testing.T, st socket.Stack) (*socket.Socket, socket.Addr) {
	t.Helper()
	s, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	check(t, err)
	check(t, s.Bind(socket.Inet("127.0.0.1", 0)))
	check(t, s.Listen(1))
	at, err := s.GetSockName()
	check(t, err)
	return s, at
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestPart closes one part of a network: its sockets are closed, those that it
// accepted too, and no others.
func TestPart(t *testing.T) {
	st := lessontest.NewNetwork().Stack()
	defer st.Close()
	part, other := play.Part(st), play.Part(st)
	defer other.Close()
	s, at := bound(t, part)
	peer, err := socket.New(other, socket.AF_INET, socket.SOCK_STREAM, 0)
	check(t, err)
	check(t, peer.Connect(at))
	accepted, _, err := s.Accept()
	check(t, err)

	check(t, part.Close())
	for name, call := range map[string]func() error{
		"listener":   func() error { _, _, err := s.Accept(); return err },
		"accepted":   func() error { _, err := accepted.Recv(1); return err },
		"new socket": func() error { _, err := part.Socket(socket.AF_INET, socket.SOCK_STREAM, 0); return err },
	} {
		if err := call(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s of a closed part: %v, want %v", name, err, net.ErrClosed)
		}
	}
	if data, err := peer.Recv(1); err != nil || len(data) != 0 {
		t.Errorf("the other part's socket: %q, %v; want the end of the stream", data, err)
	}
	free, _ := bound(t, other)
	free.Close()
}
