package browsertest

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStatic uses the page on a server of files, below a path, where nothing else is.
func TestStatic(t *testing.T) {
	browser := Chromium(t)
	folder := filepath.Join(t.TempDir(), "lab")
	build := exec.CommandContext(t.Context(), "go", "run", "./scripts/build", "-static", folder)
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := &static{files: http.StripPrefix("/lab/", http.FileServer(http.Dir(folder)))}
	server := httptest.NewServer(s)
	defer server.Close()
	t.Run("TCP first", func(t *testing.T) { tcpFirst(t, browser, s, server.URL+"/lab/") })
	t.Run("datagrams first", func(t *testing.T) { datagramsFirst(t, browser, s, server.URL+"/lab/") })
	t.Run("as a file", func(t *testing.T) {
		p := openTab(t, browser)
		p.goTo("file://" + filepath.Join(folder, "index.html"))
		p.until(`document.querySelector("#file").innerText.includes("python3 -m http.server")`)
	})
}

// policy is what README has such a server send.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// static is a server of files that knows which programs it was asked for.
type static struct {
	files http.Handler

	mu    sync.Mutex
	asked []string
}

func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path.Ext(r.URL.Path) == ".wasm" {
		s.mu.Lock()
		s.asked = append(s.asked, path.Base(r.URL.Path))
		s.mu.Unlock()
	}
	w.Header().Set("Content-Security-Policy", policy)
	s.files.ServeHTTP(w, r) // 404 outside of the prefix
}

// programs fails if others were asked for than these, since the last time.
func (s *static) programs(t *testing.T, want ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if diff := cmp.Diff(want, slices.Compact(s.asked)); diff != "" {
		t.Errorf("the programs that are loaded: %s", diff)
	}
	s.asked = nil
}

// tcpFirst plays a lesson of TCP and then one of datagrams, with one program, which also
// answers what is asked about runs.
func tcpFirst(t *testing.T, browser context.Context, s *static, url string) {
	p := openTab(t, browser)
	p.goTo(url + "#lesson=hello")
	p.until(linkText + `.includes("Runs in this page. Needs the local server: real sockets")`)
	p.until(setupText + `.includes("these need the local server")`)
	const real, virtual = `document.querySelector('[name="network"][value="real"]')`, `document.querySelector('[name="network"][value="virtual"]')`
	p.until(real + ".disabled && !" + virtual + ".disabled && " + virtual + ".checked")
	p.click("#language")
	p.until(linkText + `.includes("本页可直接运行；真实套接字需要本地服务器")`)
	p.until(real + ".disabled")
	p.click("#language")
	p.click("#go")
	p.ends("ended")
	p.until(`document.querySelector(".mark-packet.delivered")`)
	p.until(real + ".disabled && !" + virtual + ".disabled") // after the run, too
	p.catch()
	seed := p.value(`String(document.querySelector("#again").textContent.match(/\d+/))`)
	if file := p.export("exportPcapng", "hello-"+seed+".pcapng"); !bytes.HasPrefix(file, []byte{0x0a, 0x0d, 0x0d, 0x0a}) {
		t.Errorf("the packets begin with % x", file[:min(4, len(file))])
	}
	if all, one := p.export("exportPcapng", "hello-"+seed+".pcapng"), p.export("exportOne", "hello-"+seed+".client.pcapng"); len(one) == 0 || len(one) >= len(all) {
		t.Errorf("the packets of one host are %d bytes, of all %d", len(one), len(all))
	}
	p.click(`[data-tool="compare"]`)
	p.click("#go")
	p.ends("ended")
	p.until(`/The runs part|No difference/.test(document.querySelector(".parts").innerText)`)
	p.click(`[data-tool="compare"]`) // no more
	p.click(`[data-lesson="lossy"]`)
	p.click("#go")
	p.until(`document.querySelector(".mark-packet.delivered")`)
	p.click("#go")
	p.ends("stopped")
	s.programs(t, "socketlab-tcp.wasm")
	p.quiet()
}

// datagramsFirst plays a lesson of datagrams, and then one of TCP, which was not
// loaded until then.
func datagramsFirst(t *testing.T, browser context.Context, s *static, url string) {
	p := openTab(t, browser)
	p.goTo(url + "#lesson=lossy")
	p.click("#go")
	p.until(`document.querySelector(".mark-packet.delivered")`)
	p.click("#go")
	p.ends("stopped")
	s.programs(t, "socketlab.wasm")
	p.click(`[data-lesson="hello"]`)
	p.click("#go")
	p.ends("ended")
	s.programs(t, "socketlab-tcp.wasm")
	p.quiet()
}
