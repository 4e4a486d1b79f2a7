//go:build linux || darwin

package web_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestShutdown(t *testing.T) {
	l := start(t, web.Config{})
	ws, _, err := websocket.DefaultDialer.Dial("ws://"+l.addr+"/bridge", nil)
	check(t, err)
	defer ws.Close()
	st := dial(t, "ws://"+l.addr+"/bridge", nil)
	at, err := listener(t, st, 0).GetSockName()
	check(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	check(t, l.Shutdown(ctx))
	ln, err := net.Listen("tcp", at.String()) // Shutdown has waited for the sockets
	check(t, err)
	ln.Close()
	check(t, <-l.served)
	_, _, err = ws.ReadMessage()
	if want := (&websocket.CloseError{Code: 1001, Text: "the server is shutting down"}); cmp.Diff(error(want), err) != "" {
		t.Errorf("the WebSocket ends with %v, want %v", err, want)
	}
	<-st.Done()
	if _, err := net.Dial("tcp", l.addr); err == nil {
		t.Error("the server still listens")
	}
	check(t, l.Shutdown(ctx)) // again does nothing
}

// slow is a Stack that takes long to close.
type slow struct {
	socket.Stack
	hold chan struct{}
}

func (s slow) Close() error {
	<-s.hold
	return s.Stack.Close()
}

func TestShutdownGivesUp(t *testing.T) {
	hold := make(chan struct{})
	l := start(t, web.Config{Stack: func() socket.Stack { return slow{kernel.New(), hold} }})
	st := dial(t, "ws://"+l.addr+"/bridge", nil)
	listener(t, st, 0)
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() { failed <- l.Shutdown(ctx) }()
	<-st.Done() // it has begun
	if a := ask(t, "GET", "http://"+l.addr+"/healthz", nil); a.status != 503 || a.body != "shutting down\n" {
		t.Errorf("meanwhile: %d %q, want 503", a.status, a.body)
	}
	if a := ask(t, "GET", "http://"+l.addr+"/bridge", nil); a.status != 503 || a.body != "the server is shutting down\n" {
		t.Errorf("a session meanwhile: %d %q, want 503", a.status, a.body)
	}
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("Shutdown: %v, want %v", err, context.Canceled)
	}
	close(hold)
}
