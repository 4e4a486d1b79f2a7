package browsertest

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/shared/bridge"
)

const client = "github.com/socketlab/socketlab/wasm/tunnel"

// scripts are what the client needs beside it.
func scripts(t testing.TB) []string {
	path, err := filepath.Abs("../../wasm/page/tunnel.js")
	check(t, err)
	return []string{path}
}

// TestConformance runs the suites of package socket and the lessons from wasm
// over bridges to this system's kernel.
func TestConformance(t *testing.T) {
	program := Program{Wasm: Build(t, client), Scripts: scripts(t), Args: []string{"-test.v", "-test.timeout=10m"}}
	t.Run("node", func(t *testing.T) {
		b := newBridges(t, http.NotFoundHandler())
		program.Env = b.env()
		report(t, func(line func(string)) error { return program.InNode(t.Context(), line) })
		b.sessions.Wait()
	})
	t.Run("chromium", func(t *testing.T) {
		tab := Chromium(t)
		page, err := program.Handler()
		check(t, err)
		b := newBridges(t, page)
		program.Env = b.env()
		report(t, func(line func(string)) error { return program.InChromium(tab, b.server.URL, line) })
		b.sessions.Wait()
	})
}

// report runs a test binary and tells how it went.
func report(t *testing.T, run func(line func(string)) error) {
	t.Helper()
	count := make(map[string]int)
	var all []string
	err := run(func(line string) {
		all = append(all, line)
		for _, outcome := range []string{"PASS", "SKIP", "FAIL"} {
			if strings.HasPrefix(strings.TrimSpace(line), "--- "+outcome+": ") {
				count[outcome]++
			}
		}
	})
	if t.Logf("%d passed, %d failed, %d skipped", count["PASS"], count["FAIL"], count["SKIP"]); err != nil {
		t.Errorf("%v\n%s", err, strings.Join(all, "\n"))
	}
	for _, name := range []string{"TestConformance", "TestNettest", "TestLessons"} {
		if !strings.Contains(strings.Join(all, "\n"), "--- PASS: "+name+" ") {
			t.Errorf("%s did not pass", name)
		}
	}
}

// bridges is a server whose /bridge leads to the kernel.
type bridges struct {
	server   *httptest.Server
	dir      string // of a folder for each session, for AF_UNIX
	sessions sync.WaitGroup
}

func newBridges(t testing.TB, page http.Handler) *bridges {
	dir, err := os.MkdirTemp("", "socketlab") // t.TempDir's names are too long for AF_UNIX
	check(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	b := &bridges{dir: dir}
	mux := http.NewServeMux()
	mux.Handle("/", page)
	mux.HandleFunc("/bridge", b.serve)
	b.server = httptest.NewServer(mux)
	t.Cleanup(b.server.Close)
	return b
}

func (b *bridges) serve(w http.ResponseWriter, r *http.Request) {
	if name := r.FormValue("dir"); name != "" {
		os.Mkdir(filepath.Join(b.dir, filepath.Base(name)), 0o777)
	}
	conn, err := tunnel.Accept(w, r)
	if err != nil {
		return
	}
	b.sessions.Add(1)
	defer b.sessions.Done()
	st := kernel.New()
	defer st.Close()
	bridge.Serve(conn, st)
}

func (b *bridges) url() string { return "ws" + strings.TrimPrefix(b.server.URL, "http") + "/bridge" }

func (b *bridges) env() []string {
	return []string{
		"SOCKETLAB_BRIDGE=" + b.url(),
		"SOCKETLAB_DIR=" + b.dir,
		"SOCKETLAB_SYSTEM=" + runtime.GOOS,
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
