package browsertest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
)

// tcpProgram is the page's program for TCP on virtual networks, whose first bytes
// arrive, and the others once they are released.
type tcpProgram struct {
	asked    atomic.Int32 // how often
	absent   atomic.Bool
	released chan struct{}
}

func (p *tcpProgram) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.asked.Add(1)
	if p.absent.Load() {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	data, err := os.ReadFile("../web/dist" + r.URL.Path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/wasm")
	const first = 1_500_000
	w.Write(data[:first])
	http.NewResponseController(w).Flush() // so its length is not told
	select {
	case <-p.released:
		w.Write(data[first:])
	case <-r.Context().Done():
	}
}

// loads has a page load the program for TCP: not before a run needs it, not at once,
// and not the first time.
func loads(t *testing.T, browser context.Context) {
	program := &tcpProgram{released: make(chan struct{})}
	program.absent.Store(true)
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir("../web/dist")))
	mux.Handle("/"+assets(t)+"/socketlab-tcp.wasm", program)
	files := httptest.NewServer(mux)
	defer files.Close()
	p := openTab(t, browser)
	p.goTo(files.URL + "/#lesson=lossy")
	p.click("#go")
	p.until(`document.querySelector("[data-kind]")`)
	p.click("#go")
	p.ends("stopped")
	if asked := program.asked.Load(); asked != 0 {
		t.Errorf("for a lesson of datagrams the TCP is asked for %d times", asked)
	}

	p.click(`[data-lesson="hello"]`)
	p.click(`[name="network"][value="virtual"]`)
	p.click("#go")
	p.ends("failed")
	p.until(`document.querySelector("#error").innerText.includes("socketlab-tcp.wasm: Error: 503")`)
	p.until(`document.querySelector("#error").innerText.includes("could not be loaded")`)

	program.absent.Store(false)
	p.click("#go")
	p.until(`/^Loading the TCP of this page's virtual networks … 1\.\d MB$/.test(document.querySelector("#state").innerText)`)
	p.click("#go")
	p.ends("stopped")
	p.click("#go")
	close(program.released)
	p.ends("ended")
	p.until(`document.querySelector('.mark-packet.delivered')`)
	asked := program.asked.Load()
	p.click("#go")
	p.ends("ended")
	if again := program.asked.Load(); again != asked {
		t.Errorf("the TCP is loaded %d times for one page", 1+again-asked)
	}
	for _, m := range p.said() {
		if !strings.Contains(m, "(Service Unavailable)") { // which no page can keep out
			t.Errorf("the console: %s", m)
		}
	}
}
