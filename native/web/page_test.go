//go:build linux || darwin

package web_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/web"
)

// files is a page: some of its files have compressed forms.
func files() fstest.MapFS {
	page := fstest.MapFS{}
	for name, text := range map[string]string{
		"index.html": "<title>page</title>", "index.html.gz": "html gz", "index.html.br": "html br",
		"socketlab.wasm": "\x00asm", "socketlab.wasm.gz": "wasm gz",
		"page/main.js": "main()", "page/style.css": "a{}", "page/vendor/LICENSE": "free",
		"page/data.br": "no form of anything", "placeholder.txt": "secret",
		"assets-0123/page/main.js": "main()", "server.json": "{}",
	} {
		page[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return page
}

func TestPage(t *testing.T) {
	l := start(t, web.Config{Page: files()})
	type seen struct {
		Status                           int
		Type, Encoding, Vary, Size, Body string
	}
	const html, js = "text/html; charset=utf-8", "text/javascript; charset=utf-8"
	const text = "text/plain; charset=utf-8"
	for _, test := range []struct {
		name, method, path, accept string
		want                       seen
	}{
		{"plain", "GET", "/", "", seen{200, html, "", "Accept-Encoding", "19", "<title>page</title>"}},
		{"by name", "GET", "/index.html", "", seen{200, html, "", "Accept-Encoding", "19", "<title>page</title>"}},
		{"brotli", "GET", "/", "gzip, deflate, br, zstd", seen{200, html, "br", "Accept-Encoding", "7", "html br"}},
		{"gzip", "GET", "/", "gzip", seen{200, html, "gzip", "Accept-Encoding", "7", "html gz"}},
		{"not brotli", "GET", "/", "br;q=0, GZIP;q=0.5", seen{200, html, "gzip", "Accept-Encoding", "7", "html gz"}},
		{"any", "GET", "/", "*", seen{200, html, "br", "Accept-Encoding", "7", "html br"}},
		{"any but brotli", "GET", "/", "br;q=0, *;q=0.1", seen{200, html, "gzip", "Accept-Encoding", "7", "html gz"}},
		{"none", "GET", "/", "identity, *;q=0", seen{200, html, "", "Accept-Encoding", "19", "<title>page</title>"}},
		{"nonsense", "GET", "/", "br;q=x,,;", seen{200, html, "", "Accept-Encoding", "19", "<title>page</title>"}},
		{"no brotli form", "GET", "/socketlab.wasm", "br, gzip", seen{200, "application/wasm", "gzip", "Accept-Encoding", "7", "wasm gz"}},
		{"no form", "GET", "/page/main.js", "br", seen{200, js, "", "", "6", "main()"}},
		{"style", "GET", "/page/style.css", "", seen{200, "text/css; charset=utf-8", "", "", "3", "a{}"}},
		{"other", "GET", "/page/vendor/LICENSE", "", seen{200, text, "", "", "4", "free"}},
		{"named like a form", "GET", "/page/data.br", "", seen{200, text, "", "", "19", "no form of anything"}},
		{"head", "HEAD", "/", "br", seen{200, html, "br", "Accept-Encoding", "7", ""}},
		{"form by name", "GET", "/index.html.gz", "", seen{404, text, "", "", "19", "404 page not found\n"}},
		{"placeholder", "GET", "/placeholder.txt", "", seen{404, text, "", "", "19", "404 page not found\n"}},
		{"folder", "GET", "/page/", "", seen{404, text, "", "", "19", "404 page not found\n"}},
		{"outside", "GET", "/page/../../page.go", "", seen{404, text, "", "", "19", "404 page not found\n"}},
		{"twice slash", "GET", "//page/main.js", "", seen{404, text, "", "", "19", "404 page not found\n"}},
		{"method", "POST", "/", "", seen{405, text, "", "", "19", "Method Not Allowed\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			header := map[string]string{}
			if test.accept != "" {
				header["Accept-Encoding"] = test.accept
			}
			a := ask(t, test.method, "http://"+l.addr+test.path, header)
			h := a.header
			got := seen{a.status, h.Get("Content-Type"), h.Get("Content-Encoding"), h.Get("Vary"), h.Get("Content-Length"), a.body}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("without nosniff")
			}
		})
	}
}

// TestNotModified asks again with the ETag: each form has its own.
func TestNotModified(t *testing.T) {
	l := start(t, web.Config{Page: files()})
	tags := map[string]string{}
	for _, accept := range []string{"br", "gzip", "identity"} {
		a := ask(t, "GET", "http://"+l.addr+"/", map[string]string{"Accept-Encoding": accept})
		if got := a.header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: Cache-Control %q, want no-cache", accept, got)
		}
		tags[accept] = a.header.Get("Etag")
	}
	for _, test := range []struct {
		accept, tag string
		want        int
	}{
		{"br", tags["br"], 304}, {"br", "W/" + tags["br"], 304}, {"br", `"x", ` + tags["br"], 304}, {"br", "*", 304},
		{"br", tags["gzip"], 200}, {"gzip", tags["gzip"], 304}, {"identity", tags["identity"], 304},
		{"identity", tags["br"], 200}, {"br", `"x"`, 200}, {"br", "", 200},
	} {
		a := ask(t, "GET", "http://"+l.addr+"/", map[string]string{"Accept-Encoding": test.accept, "If-None-Match": test.tag})
		if a.status != test.want {
			t.Errorf("%s with If-None-Match %s: status %d, want %d", test.accept, test.tag, a.status, test.want)
		}
	}
}

// TestKeeping: what is named after its contents is kept for ever, and nothing else.
func TestKeeping(t *testing.T) {
	l := start(t, web.Config{Page: files(), PublicURL: "https://example.org/lab/"})
	for path, want := range map[string]string{
		"/":                             "no-cache",
		"/index.html":                   "no-cache",
		"/socketlab.wasm":               "no-cache",
		"/assets-0123/page/main.js":     "public, max-age=31536000, immutable",
		"/lab/assets-0123/page/main.js": "public, max-age=31536000, immutable",
		"/assets-0123/page/none.js":     "",
		"/server.json":                  "no-store",
	} {
		if got := ask(t, "GET", "http://"+l.addr+path, nil); got.header.Get("Cache-Control") != want {
			t.Errorf("%s: Cache-Control %q, want %q", path, got.header.Get("Cache-Control"), want)
		}
	}
}

// TestServer: the page's file for where there is no server is not what is sent here,
// and a page without the token learns that there is one, too.
func TestServer(t *testing.T) {
	l := start(t, web.Config{Page: files(), Token: "abcdefghijklmnop"})
	a := ask(t, "GET", "http://"+l.addr+"/server.json", nil)
	if a.status != 200 || a.body != "{\"sockets\":true}\n" || a.header.Get("Content-Type") != "application/json" {
		t.Errorf("got %d %s %q", a.status, a.header.Get("Content-Type"), a.body)
	}
}

// TestUnbuilt is the server of a program that was built before the page.
func TestUnbuilt(t *testing.T) {
	l := start(t, web.Config{Page: fstest.MapFS{"placeholder.txt": {Data: []byte("x")}}})
	want := "The page is not part of this program. Run scripts/lab, which builds both.\n"
	if got := ask(t, "GET", "http://"+l.addr+"/", nil); got.status != 200 || got.body != want {
		t.Errorf("got %d %q, want 200 %q", got.status, got.body, want)
	}
}

func TestHeaders(t *testing.T) {
	type seen struct{ Policy, Opener, Embedder, Resource, Referrer string }
	const public = " ws://lab.example.org wss://lab.example.org"
	l := start(t, web.Config{Page: files(), PublicURL: "https://lab.example.org/", Names: []string{"teacher.local"}})
	for _, test := range []struct {
		host string
		want seen
	}{
		{"127.0.0.1:8000", seen{" ws://127.0.0.1:8000 wss://127.0.0.1:8000", "same-origin", "require-corp", "same-origin", "no-referrer"}},
		{"localhost", seen{" ws://localhost wss://localhost", "same-origin", "require-corp", "same-origin", "no-referrer"}},
		{"lab.example.org", seen{" ws://lab.example.org wss://lab.example.org", "same-origin", "require-corp", "same-origin", "no-referrer"}},
		// no secure context: Chromium would complain of the two policies
		{"teacher.local:8000", seen{" ws://teacher.local:8000 wss://teacher.local:8000", "", "", "same-origin", "no-referrer"}},
		{"evil.example", seen{"", "", "", "same-origin", "no-referrer"}},
	} {
		h := ask(t, "GET", "http://"+l.addr+"/", map[string]string{"Host": test.host}).header
		got := seen{
			h.Get("Content-Security-Policy"), h.Get("Cross-Origin-Opener-Policy"),
			h.Get("Cross-Origin-Embedder-Policy"), h.Get("Cross-Origin-Resource-Policy"), h.Get("Referrer-Policy"),
		}
		test.want.Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; " +
			"img-src 'self' data:; font-src 'self'; connect-src 'self'" + test.want.Policy + public +
			"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", test.host, diff)
		}
	}
}
