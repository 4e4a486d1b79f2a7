//go:build linux || darwin

package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/web"
)

// TestView shows a trace, and stops.
func TestView(t *testing.T) {
	if !web.Built() {
		t.Skip("the page is not built: scripts/build does that, and view.txtar sees what is said without it")
	}
	const text = `{"socketlab":"trace","version":1}` + "\n" + `{"seq":1,"kind":"stdout","time":0,"clock":"wall","host":"client","text":"hi\n"}` + "\n"
	file := filepath.Join(t.TempDir(), "a run.jsonl")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("socketlab", "view", file)
	p := start(t, cmd)
	p.waitFor(t, "Ctrl-C ends it.")
	found := regexp.MustCompile(`(?m)^The trace:  (http://127\.0\.0\.1:\d+/)#open=a\+run\.jsonl$`).FindStringSubmatch(p.output())
	if found == nil {
		t.Fatalf("no address is printed:\n%s", p.output())
	}
	answer, err := http.Get(found[1] + "trace")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, string(body)); diff != "" || answer.StatusCode != http.StatusOK {
		t.Errorf("%s (-want +got):\n%s", answer.Status, diff)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	<-p.ended
	if code := cmd.ProcessState.ExitCode(); code != 0 || !strings.HasSuffix(p.output(), "stopped\n") {
		t.Errorf("after Ctrl-C it ends with status %d:\n%s", code, p.output())
	}
}
