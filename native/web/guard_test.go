//go:build linux || darwin

package web_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/socket"
)

// TestGuarded asks for what is not loopback, or denied, over the bridge and by a
// lesson: all is refused, counted and logged.
func TestGuarded(t *testing.T) {
	rule, err := guard.ParseRule("127.0.0.9")
	check(t, err)
	l := start(t, web.Config{Quota: guard.Quota{Sockets: 2}, Policy: guard.Policy{Deny: []guard.Rule{rule}}})
	st := dial(t, "ws://"+l.addr+"/bridge", nil)
	s, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	check(t, err)
	if err := s.Bind(socket.Inet("0.0.0.0", 0)); !errors.Is(err, socket.EACCES) {
		t.Errorf("bind to all addresses: %v, want EACCES", err)
	}
	if err := s.Connect(socket.Inet("127.0.0.9", 80)); !errors.Is(err, socket.EACCES) {
		t.Errorf("connect to what is denied: %v, want EACCES", err)
	}
	listener(t, st, 0)
	if _, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0); !errors.Is(err, socket.EMFILE) {
		t.Errorf("a socket more than the session's quota: %v, want EMFILE", err)
	}
	page := newRunner(t, l)
	page.say(play.Message{Kind: play.Start, Run: 1, Lesson: "hello", Roles: []string{"server"}, Addr: "0.0.0.0:0"})
	if done, _ := page.until(play.Done); done.Errno != "EACCES" {
		t.Errorf("a lesson on all addresses ends with %+v, want EACCES", done)
	}
	text := ask(t, "GET", "http://"+l.addr+"/metrics", nil).body
	if n := value(t, text, `socketlab_refused_calls_total{errno="EACCES"}`); n != 3 {
		t.Errorf("%v refusals are counted, want 3", n)
	}
	for _, want := range []string{"session=1", "127.0.0.9"} {
		if !strings.Contains(l.log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, l.log)
		}
	}
}

// TestAllowed has a rule for all addresses.
func TestAllowed(t *testing.T) {
	rule, err := guard.ParseRule("bind=0.0.0.0")
	check(t, err)
	l := start(t, web.Config{Policy: guard.Policy{Allow: []guard.Rule{rule}}})
	s, err := socket.New(dial(t, "ws://"+l.addr+"/bridge", nil), socket.AF_INET, socket.SOCK_STREAM, 0)
	check(t, err)
	check(t, s.Bind(socket.Inet("0.0.0.0", 0)))
}
