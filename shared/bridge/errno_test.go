package bridge_test

import (
	"errors"
	"testing"

	"github.com/socketlab/socketlab/shared/socket"
)

// TestNames says each system error's name on the other side: of a call, of a
// dial, and of what is sent and received without calls.
func TestNames(t *testing.T) {
	for _, errno := range []socket.Errno{
		socket.ECONNREFUSED, socket.ENETUNREACH, socket.EADDRINUSE, socket.ECONNRESET,
		socket.EPIPE, socket.EMSGSIZE, socket.ETIMEDOUT, socket.EACCES,
	} {
		t.Run(string(errno), func(t *testing.T) {
			failing := false
			st := bridged(t, newFake(func(s *fakeSocket, c *socket.Call) error {
				if failing || c.Op == socket.OpRecv || c.Op == socket.OpSend {
					return errno
				}
				return nil
			}))
			c, err := socket.Dial(t.Context(), st, "tcp", "127.0.0.1:1")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Read(make([]byte, 1)); !errors.Is(err, errno) {
				t.Errorf("read: %v", err)
			}
			within(t, "a write that is to fail", func() {
				for err == nil {
					_, err = c.Write([]byte("x"))
				}
			})
			if !errors.Is(err, errno) {
				t.Errorf("write: %v", err)
			}
			c.Close()
			failing = true
			if _, err := socket.Dial(t.Context(), st, "tcp", "127.0.0.1:1"); !errors.Is(err, errno) {
				t.Errorf("dial: %v", err)
			}
			s, err := socket.New(st, socket.AF_INET, socket.SOCK_DGRAM, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Bind(socket.Inet("127.0.0.1", 1)); !errors.Is(err, errno) {
				t.Errorf("bind: %v", err)
			}
		})
	}
}
