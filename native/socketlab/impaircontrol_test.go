package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
)

func TestControl(t *testing.T) {
	var notes []string
	c := control{
		status: func() map[string]any { return map[string]any{"clients": 3} },
		set: func(which, text string) error {
			if text == "nonsense" {
				return errors.New("no such thing")
			}
			return nil
		},
	}.noting(func(event string) { notes = append(notes, event) })
	for _, test := range []struct {
		name, method, url, body string
		header                  http.Header
		code                    int
		want                    string
	}{
		{"status", "GET", "http://127.0.0.1:9/", "", nil, 200, `{"clients":3}`},
		{"by name", "GET", "http://localhost:9/", "", nil, 200, `{"clients":3}`},
		{"change", "PUT", "http://127.0.0.1:9/up", "loss=20%\n", nil, 200, "changed"},
		{"back", "PUT", "http://[::1]:9/", "", nil, 200, "changed"},
		{"nonsense", "PUT", "http://127.0.0.1:9/down", "nonsense", nil, 400, "no such thing"},
		{"JSON", "PUT", "http://127.0.0.1:9/down", ` {"loss": 1}`, nil, 400, "this is JSON: write text, as loss=20%,delay=50ms"},
		{"much", "PUT", "http://127.0.0.1:9/", strings.Repeat("x", 5000), nil, 400, "http: request body too large"},
		{"elsewhere", "PUT", "http://127.0.0.1:9/left", "", nil, 404, "the paths are /, /up and /down"},
		{"another verb", "POST", "http://127.0.0.1:9/", "", nil, 405, "GET / shows what happens; PUT /, /up or /down with text such as loss=20%,delay=50ms changes it"},
		{"a page", "PUT", "http://127.0.0.1:9/", "", http.Header{"Origin": {"http://x"}}, 403, "this is for programs of this machine, not for pages"},
		{"another host", "PUT", "http://example.com:9/", "", nil, 403, "this is for programs of this machine, not for pages"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, test.url, strings.NewReader(test.body))
			for k, v := range test.header {
				r.Header[k] = v
			}
			w := httptest.NewRecorder()
			c.ServeHTTP(w, r)
			if diff := cmp.Diff([]any{test.code, test.want}, []any{w.Code, strings.TrimSpace(w.Body.String())}); diff != "" {
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
		if err := setFlows(p, step[0], step[1], start, impair.Flow{}); err != nil {
			t.Fatal(err)
		}
		up, down := p.Flows()
		if diff := cmp.Diff(step[2:], []string{describeFlow(up), describeFlow(down)}); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", step[0], step[1], diff)
		}
	}
	serveNot(t, p)
}

// serveNot ends a proxy that was to be looked at alone.
func serveNot(t *testing.T, p *impair.TCP) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Serve(ctx); err != nil {
		t.Error(err)
	}
}
