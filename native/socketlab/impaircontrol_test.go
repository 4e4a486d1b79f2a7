package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
)

func TestControl(t *testing.T) {
	var notes []string
	c := control{
		status: func() map[string]any { return map[string]any{"clients": 3} },
		set: func(which, text string) ([2]string, error) {
			if text == "nonsense" {
				return [2]string{}, errors.New("no such thing")
			}
			return [2]string{which, "perfect"}, nil
		},
	}.noting(func(event string) { notes = append(notes, event) })
	for _, test := range []struct {
		name, method, url, body string
		header                  http.Header
		code                    int
		want                    string
	}{
		{"status", "GET", "http://127.0.0.1:9/", "", nil, 200, "{\"clients\":3}\n"},
		{"by name", "GET", "http://localhost:9/", "", nil, 200, "{\"clients\":3}\n"},
		{"change", "PUT", "http://127.0.0.1:9/up", "loss=20%\n", nil, 200, "client>server: up\nserver>client: perfect\n"},
		{"back", "PUT", "http://[::1]:9/", "", nil, 200, "client>server: both\nserver>client: perfect\n"},
		{"nonsense", "PUT", "http://127.0.0.1:9/down", "nonsense", nil, 400, "no such thing\n"},
		{"JSON", "PUT", "http://127.0.0.1:9/down", ` {"loss": 1}`, nil, 400, "this is JSON: write text, as loss=20%,delay=50ms\n"},
		{"much", "PUT", "http://127.0.0.1:9/", strings.Repeat("x", 5000), nil, 400, "http: request body too large\n"},
		{"elsewhere", "PUT", "http://127.0.0.1:9/left", "", nil, 404, "the paths are /, /up and /down\n"},
		{"another verb", "POST", "http://127.0.0.1:9/", "", nil, 405, "GET / shows what happens; PUT /, /up or /down with text such as loss=20%,delay=50ms changes it\n"},
		{"a page", "PUT", "http://127.0.0.1:9/", "", http.Header{"Origin": {"http://x"}}, 403, "this is for programs of this machine, not for pages\n"},
		{"another host", "PUT", "http://example.com:9/", "", nil, 403, "this is for programs of this machine, not for pages\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, test.url, strings.NewReader(test.body))
			for k, v := range test.header {
				r.Header[k] = v
			}
			w := httptest.NewRecorder()
			c.ServeHTTP(w, r)
			if diff := cmp.Diff([]any{test.code, test.want}, []any{w.Code, w.Body.String()}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if diff := cmp.Diff([]string{"control: client>server: loss=20%", "control: both ways: as at the start"}, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// A change is put over what was said at the start, and leaves the other direction.
func TestSetFlows(t *testing.T) {
	start := impair.Flow{Delay: &link.Delay{Mean: 5e6}}
	p, err := impair.ListenTCP(t.Context(), impair.TCPConfig{Listen: "127.0.0.1:0", To: "127.0.0.1:1", Up: start})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range [][4]string{
		{"up", "stall=0", "delay 5 ms, stalled", "perfect"},
		{"down", "slice=7", "delay 5 ms, stalled", "slices of 7 B"},
		{"both", "", "delay 5 ms", "perfect"},
		{"both", "delay=none,rate=1Mbit", "rate 1 Mbit/s", "rate 1 Mbit/s"},
	} {
		said, err := setFlows(p, step[0], step[1], start, impair.Flow{})
		if err != nil {
			t.Fatal(err)
		}
		up, down := p.Flows()
		for _, got := range [][]string{said[:], {describeFlow(up), describeFlow(down)}} {
			if diff := cmp.Diff(step[2:], got); diff != "" {
				t.Errorf("%s %q (-want +got):\n%s", step[0], step[1], diff)
			}
		}
	}
	serveNot(t, p.Serve)
}

// So it is of links. What is said is in force, although they may take it up later.
func TestSetLinks(t *testing.T) {
	s, err := scenario.Find("lossy-lan")
	if err != nil {
		t.Fatal(err)
	}
	const start = "loss 10 %, delay 500 µs, rate 100 Mbit/s with a queue of 150 kB"
	for _, step := range [][4]string{
		{"up", "loss=50%\n", "loss 50 %, delay 500 µs, rate 100 Mbit/s with a queue of 150 kB", start},
		{"down", "delay=none, rate=none", start, "loss 10 %"},
		{"both", "", start, start},
	} {
		p, err := impair.ListenUDP(impair.UDPConfig{Listen: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)},
			Up: way(s, "client", "server"), Down: way(s, "server", "client")})
		if err != nil {
			t.Fatal(err)
		}
		up, down := p.Links()
		got, err := setLinks(step[0], step[1], [2]*link.Link{up, down}, s)
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(step[2:], got[:]); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", step[0], step[1], diff)
		}
		serveNot(t, p.Serve)
	}
}

// serveNot ends a proxy that was to be looked at alone.
func serveNot(t *testing.T, serve func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := serve(ctx); err != nil {
		t.Error(err)
	}
}
