package lesson_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
)

// Cancelling ends every way of waiting at once, without an error, and leaves no
// goroutine: one left in a bubble would fail it.
func TestCancel(t *testing.T) {
	sleeps := func(h *lesson.Host) error { h.Sleep(time.Hour); return nil }
	reads := func(h *lesson.Host) error {
		if _, err := h.Input("? "); !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v, want net.ErrClosed", err)
		}
		return nil
	}
	recvs := func(h *lesson.Host) error {
		s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
		if err == nil {
			err = s.Connect(h.Addr)
		}
		if err == nil {
			_, err = s.Recv(1)
		}
		return err
	}
	closer := func() io.Reader { r, _ := io.Pipe(); return r }
	deadline := func() io.Reader { r, _ := net.Pipe(); return r }
	tests := []struct {
		name   string
		client func(*lesson.Host) error
		stdin  func() io.Reader
	}{
		{"sleep", sleeps, closer},
		{"recv", recvs, closer},
		{"input that can be closed", reads, closer},
		{"input that takes a deadline", reads, deadline},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				cfg, _ := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{Stdin: test.stdin()})
				start := time.Now()
				ended := make(chan error, 1)
				go func() { ended <- lesson.Run(ctx, made(forever, test.client), cfg) }()
				synctest.Wait()
				if len(ended) > 0 {
					t.Errorf("ended by itself: %v", <-ended)
				}
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}
				if took := time.Since(start); took != 0 {
					t.Errorf("took %v of virtual time", took)
				}
			})
		})
	}
}
