//go:build linux || darwin

package web_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/socket"
)

// guarded is the routes that only this server's page, or no page, may use.
var guarded = []struct{ method, path string }{
	{"GET", "/bridge"}, {"GET", "/run"}, {"GET", "/servers"}, {"GET", "/metrics"}, {"GET", "/sessions"}, {"DELETE", "/sessions/1"},
}

// passed is what each route answers once it has let a request in: those of a
// WebSocket that they are one.
var passed = map[string]int{"/bridge": 426, "/run": 426, "/servers": 200, "/metrics": 200, "/sessions": 200, "/sessions/1": 404}

func TestHost(t *testing.T) {
	l := start(t, web.Config{Page: files(), PublicURL: "https://Lab.example.org:8443/x", Names: []string{"Teacher", ""}})
	_, port, _ := net.SplitHostPort(l.addr)
	for host, want := range map[string]int{
		"127.0.0.1:" + port:     200,
		"127.0.0.1":             200,
		"127.9.8.7:1":           200,
		"[::1]:" + port:         200,
		"[::1]":                 200,
		"localhost:" + port:     200,
		"LOCALHOST.":            200,
		"teacher:1":             200,
		"lab.example.org":       200,
		"lab.example.org:443":   200,
		"evil.example":          421,
		"evil.example:" + port:  421,
		"localhost.evil.com":    421,
		"127.0.0.1.evil.com":    421,
		"evil.com@localhost":    421,
		"localhost:80;x":        421,
		"192.168.1.5:" + port:   421, // an address that this server does not listen on
		"[2001:db8::1]:" + port: 421,
		"0.0.0.0":               421,
		"":                      200, // the client sends the address it dialled
	} {
		for _, path := range []string{"/", "/healthz"} {
			if got := ask(t, "GET", "http://"+l.addr+path, map[string]string{"Host": host}); got.status != want {
				t.Errorf("Host %q, %s: status %d %q, want %d", host, path, got.status, got.body, want)
			}
		}
		if want == 200 {
			continue
		}
		for _, route := range guarded {
			if got := ask(t, route.method, "http://"+l.addr+route.path, map[string]string{"Host": host}); got.status != 421 {
				t.Errorf("Host %q, %s: status %d, want 421", host, route.path, got.status)
			}
		}
	}
	got := ask(t, "GET", "http://"+l.addr, map[string]string{"Host": "evil.example"}).body
	if want := "this server is not called \"evil.example\"; if it should be, start it with --public-url http://evil.example/\n"; got != want {
		t.Errorf("the refusal is %q, want %q", got, want)
	}
	if want := "reason=host"; !strings.Contains(l.log.String(), want) {
		t.Errorf("the log lacks %q:\n%s", want, l.log)
	}
}

func TestOrigin(t *testing.T) {
	l := start(t, web.Config{Page: files(), PublicURL: "https://lab.example.org:443/x/"})
	for _, test := range []struct {
		host, origin string
		passes       bool
	}{
		{l.addr, "", true}, // no browser
		{l.addr, "http://" + l.addr, true},
		{"localhost:1", "http://LOCALHOST:1", true},
		{l.addr, "https://lab.example.org", true}, // the proxy sends its own Host
		{"lab.example.org", "https://lab.example.org", true},
		{l.addr, "https://" + l.addr, false},
		{l.addr, "http://lab.example.org", false},
		{l.addr, "http://127.0.0.1", false}, // another port is another page
		{l.addr, "http://localhost:1", false},
		{l.addr, "null", false}, // a file, or a sandboxed frame
		{l.addr, "http://evil.example", false},
		{l.addr, "http://" + l.addr + ".evil.example", false},
		{l.addr, "http://evil.example/http://" + l.addr, false},
		{l.addr, "file://", false},
	} {
		for _, route := range guarded {
			header := map[string]string{"Host": test.host}
			if test.origin != "" {
				header["Origin"] = test.origin
			}
			want := passed[route.path]
			if !test.passes {
				want = 403
			}
			if got := ask(t, route.method, "http://"+l.addr+route.path, header); got.status != want {
				t.Errorf("Host %s, Origin %s, %s: status %d %q, want %d", test.host, test.origin, route.path, got.status, got.body, want)
			}
		}
	}
	r := http.Header{"Origin": {"http://evil.example"}}
	if _, err := tunnel.Dial(t.Context(), "ws://"+l.addr+"/bridge", r); err == nil {
		t.Error("a page of another site got a bridge")
	}
}

func TestToken(t *testing.T) {
	const token = "abcdefghijklmnop"
	l := start(t, web.Config{Page: files(), Token: token})
	type try struct{ query, bearer string }
	for _, test := range []struct {
		try
		want int // 0: what the route answers
		body string
	}{
		{try{}, 401, "this needs a token: use the address that 'socketlab lab' printed for it, with its #token=\n"},
		{try{query: "?token="}, 401, "this needs a token: use the address that 'socketlab lab' printed for it, with its #token=\n"},
		{try{query: "?token=" + token + "q"}, 403, "this is not the token: use the address that 'socketlab lab' printed last, it changes with every start\n"},
		{try{query: "?token=abcdefghijklmnoq"}, 403, "this is not the token: use the address that 'socketlab lab' printed last, it changes with every start\n"},
		{try{query: "?token=abcdefghijklmno"}, 403, "this is not the token: use the address that 'socketlab lab' printed last, it changes with every start\n"},
		{try{bearer: "Bearer x"}, 403, "this is not the token: use the address that 'socketlab lab' printed last, it changes with every start\n"},
		{try{bearer: "Basic " + token}, 401, "this needs a token: use the address that 'socketlab lab' printed for it, with its #token=\n"},
		{try{query: "?token=" + token}, 0, ""},
		{try{bearer: "Bearer " + token}, 0, ""},
	} {
		for _, route := range guarded {
			a := ask(t, route.method, "http://"+l.addr+route.path+test.query, map[string]string{"Authorization": test.bearer})
			want := test.want
			if want == 0 {
				want = passed[route.path]
			}
			if a.status != want || test.want != 0 && a.body != test.body {
				t.Errorf("%+v, %s: %d %q, want %d %q", test.try, route.path, a.status, a.body, want, test.body)
			}
		}
	}
	for _, path := range []string{"/", "/page/main.js", "/healthz"} {
		if a := ask(t, "GET", "http://"+l.addr+path, nil); a.status != 200 {
			t.Errorf("%s: status %d: the page itself needs no token", path, a.status)
		}
	}
	listener(t, dial(t, "ws://"+l.addr+"/bridge?token="+token, nil), 0)
	if strings.Contains(l.log.String(), token[:8]) {
		t.Errorf("the log shows the token:\n%s", l.log)
	}
}

// TestExposedNeedsToken listens on all addresses of the machine.
func TestExposedNeedsToken(t *testing.T) {
	s, err := web.New(web.Config{Stack: func() socket.Stack { return kernel.New() }})
	check(t, err)
	ln, err := net.Listen("tcp", ":0")
	check(t, err)
	time.AfterFunc(patience, func() { ln.Close() })
	err = s.Serve(ln)
	if err == nil || !strings.Contains(err.Error(), "so it needs a token") {
		t.Errorf("Serve: %v, want a refusal", err)
	}
	if c, err := ln.Accept(); err == nil {
		c.Close()
		t.Error("the listener is still open")
	}
}

func TestBadConfig(t *testing.T) {
	stack := func() socket.Stack { return kernel.New() }
	for _, test := range []struct {
		c    web.Config
		want string
	}{
		{web.Config{}, "Config.Stack is nil"},
		{web.Config{Stack: stack, Sessions: -1}, "-1 sessions"},
		{web.Config{Stack: stack, PublicURL: "example.org/lab"}, `--public-url "example.org/lab": write http:// or https://`},
		{web.Config{Stack: stack, PublicURL: "https://u:p@example.org/"}, `--public-url "https://u:p@example.org/"`},
		{web.Config{Stack: stack, PublicURL: "https:///lab"}, `--public-url "https:///lab"`},
		{web.Config{Stack: stack, PublicURL: "https://example.org/?x"}, `--public-url "https://example.org/?x"`},
	} {
		_, err := web.New(test.c)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error %v, want %q", err, test.want)
		}
	}
}

// TestOperator: who may use the page may not look after the others.
func TestOperator(t *testing.T) {
	const user, operator = "abcdefghijklmnop", "ponmlkjihgfedcba"
	l := start(t, web.Config{Page: files(), Token: user, Operator: operator})
	for _, route := range guarded {
		right, wrong := user, operator
		if route.path != "/bridge" && route.path != "/run" && route.path != "/servers" {
			right, wrong = operator, user
		}
		for token, want := range map[string]int{right: passed[route.path], wrong: 403} {
			a := ask(t, route.method, "http://"+l.addr+route.path, map[string]string{"Authorization": "Bearer " + token})
			if a.status != want {
				t.Errorf("%s %s with %s: status %d, want %d", route.method, route.path, token, a.status, want)
			}
		}
	}
}

// TestLogIsShort: what a client sends does not fill the log.
func TestLogIsShort(t *testing.T) {
	l := start(t, web.Config{Page: files()})
	long := strings.Repeat("x", 9000)
	ask(t, "GET", "http://"+l.addr+"/"+long, map[string]string{"Host": "evil.example", "Origin": "http://" + long})
	if log := l.log.String(); !strings.Contains(log, "reason=host") || len(log) > 2000 {
		t.Errorf("the log has %d bytes: %.300s", len(log), log)
	}
}
