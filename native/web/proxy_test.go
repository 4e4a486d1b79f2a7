//go:build linux || darwin

package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/web"
)

// TestReverseProxy shows the server below a path of a proxy's, which passes the
// path on or takes it off, and its own Host or the server's.
func TestReverseProxy(t *testing.T) {
	for _, test := range []struct {
		name               string
		strips, ownAddress bool
	}{
		{"as it comes", false, false}, {"strips", true, false}, {"own Host", false, true}, {"strips, own Host", true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var behind *lab
			proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(&url.URL{Scheme: "http", Host: behind.addr})
				r.SetXForwarded()
				r.Out.Host = r.In.Host
				if test.ownAddress {
					r.Out.Host = behind.addr
				}
				if test.strips {
					r.Out.URL.Path = strings.TrimPrefix(r.Out.URL.Path, "/lab")
				}
			}})
			defer proxy.Close()
			public := strings.Replace(proxy.URL, "127.0.0.1", "localhost", 1) + "/lab/"
			behind = start(t, web.Config{Page: files(), PublicURL: public})

			type seen struct {
				Status   int
				Body, At string
			}
			for path, want := range map[string]seen{
				"":              {200, "<title>page</title>", ""},
				"page/main.js":  {200, "main()", ""},
				"healthz":       {200, "ok\n", ""},
				"sessions":      {200, "[]\n", ""},
				"page/":         {404, "404 page not found\n", ""},
				"page//main.js": {404, "404 page not found\n", ""},
			} {
				a := ask(t, "GET", public+path, map[string]string{"Accept-Encoding": "identity"})
				if diff := cmp.Diff(want, seen{a.status, a.body, a.header.Get("Location")}); diff != "" {
					t.Errorf("%q: %s", path, diff)
				}
			}
			a := ask(t, "GET", strings.TrimSuffix(public, "/"), map[string]string{"Accept-Encoding": "identity"})
			if !test.strips && a.header.Get("Location") != "/lab/" {
				t.Errorf("without the last slash: %d, Location %q, want /lab/", a.status, a.header.Get("Location"))
			}

			origin := http.Header{"Origin": {strings.TrimSuffix(public, "/lab/")}}
			st := dial(t, strings.Replace(public, "http", "ws", 1)+"bridge", origin)
			listener(t, st, 0)
			if got := behind.Sessions()[0].Remote; !strings.HasPrefix(got, "127.0.0.1 via 127.0.0.1:") {
				t.Errorf("the session is %q's", got)
			}
			st.Close()
		})
	}
}

// TestForwardedFor: what a client says of itself is not believed, only what the
// proxy adds.
func TestForwardedFor(t *testing.T) {
	for _, test := range []struct {
		name, public string
		fields       []string
		want         string // what the session's remote begins with
	}{
		{"no proxy", "", []string{"10.9.8.7"}, "127.0.0.1:"},
		{"one field", "http://localhost/lab/", []string{"10.9.8.7"}, "10.9.8.7 via 127.0.0.1:"},
		{"the client's, and the proxy's behind it", "http://localhost/lab/", []string{"1.2.3.4, 10.9.8.7"}, "10.9.8.7 via 127.0.0.1:"},
		{"in two fields", "http://localhost/lab/", []string{"1.2.3.4", "5.6.7.8,10.9.8.7"}, "10.9.8.7 via 127.0.0.1:"},
		{"no address", "http://localhost/lab/", []string{"somebody"}, "127.0.0.1:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := start(t, web.Config{PublicURL: test.public})
			dial(t, "ws://"+l.addr+"/bridge", http.Header{"X-Forwarded-For": test.fields})
			if got := l.Sessions()[0].Remote; !strings.HasPrefix(got, test.want) {
				t.Errorf("the session is %q's, want %s…", got, test.want)
			}
		})
	}
}
