package trace

import (
	"testing"

	"github.com/socketlab/socketlab/shared/socket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent")) // of the js runtime itself
}

// must returns v, or panics: a fake network does not fail by itself.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func stream(st socket.Stack) *socket.Socket {
	return must(socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0))
}

func datagram(st socket.Stack) *socket.Socket {
	return must(socket.New(st, socket.AF_INET, socket.SOCK_DGRAM, 0))
}

var serverAddr = socket.Inet("127.0.0.1", 8080)

// listen returns a listening socket.
func listen(st socket.Stack) *socket.Socket {
	s := stream(st)
	if err := s.Bind(serverAddr); err != nil {
		panic(err)
	}
	if err := s.Listen(5); err != nil {
		panic(err)
	}
	return s
}

func dial(st socket.Stack) *socket.Socket {
	s := stream(st)
	if err := s.Connect(serverAddr); err != nil {
		panic(err)
	}
	return s
}

func accept(l *socket.Socket) *socket.Socket {
	s, _, err := l.Accept()
	return must(s, err)
}
