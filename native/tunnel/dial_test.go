package tunnel_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/socketlab/socketlab/native/tunnel"
)

// TestDialErrors: an error names the URL, not its token, and what to do.
func TestDialErrors(t *testing.T) {
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		want    []string
	}{
		{"no token", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "bad\x1b token", http.StatusUnauthorized) }, []string{"401", "(bad token)", "use the address that the server printed"}},
		{"forbidden", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, []string{"403", "origin"}},
		{"not found", http.NotFound, []string{"404", "no socketlab bridge at this path", "/bridge"}},
		{"busy", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "1000 sessions", http.StatusServiceUnavailable)
		}, []string{"(1000 sessions)", "later"}},
		{"a page", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>hello")) }, []string{"200 OK: this is not a socketlab bridge"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(tt.handler)
			defer s.Close()
			url := "ws" + strings.TrimPrefix(s.URL, "http") + "/some/bridge"
			_, err := tunnel.Dial(context.Background(), url+"?token=secret", nil)
			says(t, err, append(tt.want, url)...)
		})
	}
}

func says(t *testing.T, err error, want ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("%q tells the token", err)
	}
}

func TestDialBadURL(t *testing.T) {
	for _, url := range []string{
		"", "host:80", "http://h/bridge?token=secret", "ws:///bridge", "ws://u:p@h/", "ws://h/#token=secret", "ws://h\x00/?secret", "ws://[/",
	} {
		_, err := tunnel.Dial(context.Background(), url, nil)
		says(t, err, "tunnel: dial")
	}
}

func TestDialNobody(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	l.Close()
	_, err = tunnel.Dial(context.Background(), "ws://"+l.Addr().String()+"/bridge", nil)
	says(t, err, l.Addr().String(), "nothing listens there", "socketlab lab")
	if !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%v is not ECONNREFUSED", err)
	}
}

// TestDialCancel: the context ends an attempt that gets no answer.
func TestDialCancel(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer l.Close()
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		c, err := l.Accept()
		if err == nil {
			defer c.Close()
			c.Read(make([]byte, 1))
			cancel()
			c.Read(make([]byte, 1<<16))
			c.Read(make([]byte, 1))
		}
	}()
	if _, err := tunnel.Dial(ctx, "ws://"+l.Addr().String(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// TestAcceptOther: what is no WebSocket gets an answer.
func TestAcceptOther(t *testing.T) {
	w := httptest.NewRecorder()
	if _, err := tunnel.Accept(w, httptest.NewRequest("GET", "/bridge", nil)); err == nil || w.Code != http.StatusBadRequest {
		t.Errorf("answered %d, error %v", w.Code, err)
	}
}
