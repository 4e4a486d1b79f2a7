package browsertest

import (
	"bufio"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed runner
var runner embed.FS

// A Program is a test binary for GOOS=js.
type Program struct {
	Wasm    string   // its file
	Scripts []string // files of JavaScript that run before it
	Args    []string // such as "-test.v"
	Env     []string // "NAME=value", beside what the place gives
}

// Build builds the tests of a package of this module.
func Build(t testing.TB, pkg string) string {
	t.Helper()
	known(t, "../../shared", "../../wasm")
	path := filepath.Join(t.TempDir(), "test.wasm")
	cmd := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", path, pkg)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return path
}

// known looks at every folder of source, so that go test, which runs a test
// again when a file that it looked at has changed, knows what a program is made of.
func known(t testing.TB, roots ...string) {
	for _, root := range roots {
		err := filepath.WalkDir(root, func(_ string, _ fs.DirEntry, err error) error { return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// support returns the folder of the files that the Go distribution has for js.
func support(ctx context.Context) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	return filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm"), err
}

// InNode runs p in Node.js, and gives what it prints to line, line by line.
func (p Program) InNode(ctx context.Context, line func(string)) error {
	lib, err := support(ctx)
	if err != nil {
		return err
	}
	shim, err := runner.ReadFile("runner/node.cjs")
	if err != nil {
		return err
	}
	before := filepath.Join(filepath.Dir(p.Wasm), "node.cjs")
	if err := os.WriteFile(before, shim, 0o666); err != nil {
		return err
	}
	args := []string{"--stack-size=8192"} // as Go's own go_js_wasm_exec has it
	for _, script := range append([]string{before}, p.Scripts...) {
		args = append(args, "--require", script)
	}
	args = append(args, filepath.Join(lib, "wasm_exec_node.js"), p.Wasm)
	cmd := exec.CommandContext(ctx, "node", append(args, p.Args...)...)
	cmd.Env = append(append(os.Environ(), "NODE_PATH=/usr/share/nodejs"), p.Env...) // where Debian's packages are
	read, write := io.Pipe()
	cmd.Stdout, cmd.Stderr = write, write
	done := make(chan struct{})
	go func() {
		defer close(done)
		for scan := bufio.NewScanner(read); scan.Scan(); {
			line(scan.Text())
		}
		io.Copy(io.Discard, read)
	}()
	err = cmd.Run()
	write.Close()
	<-done
	return err
}

// Handler serves the page that runs p in a worker, with the files it needs.
func (p Program) Handler() (http.Handler, error) {
	lib, err := support(context.Background())
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for name, file := range map[string]string{"/test.wasm": p.Wasm, "/wasm_exec.js": filepath.Join(lib, "wasm_exec.js")} {
		mux.HandleFunc(name, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	}
	for _, file := range p.Scripts {
		mux.HandleFunc("/"+filepath.Base(file), func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	}
	mux.Handle("/runner/", http.FileServerFS(runner))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A page apart from all others has a clock of 5 µs; else it is of 100.
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		mux.ServeHTTP(w, r)
	}), nil
}

// InChromium runs p in a worker of a page, and gives what it prints to line,
// line by line. tab is Chromium's, and origin where Handler is served.
func (p Program) InChromium(tab context.Context, origin string, line func(string)) error {
	ctx, cancel := context.WithCancel(tab)
	defer cancel()
	messages := chromedp.Console(ctx)
	env := make(map[string]string)
	for _, v := range p.Env {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	scripts := []string{"/wasm_exec.js"}
	for _, file := range p.Scripts {
		scripts = append(scripts, "/"+filepath.Base(file))
	}
	start, err := json.Marshal(map[string]any{"scripts": scripts, "args": p.Args, "env": env})
	if err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(origin+"/runner/run.html"),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := chromedp.Evaluate[chromedp.Void](fmt.Sprintf("start(%s)", start))(ctx, t)
			return err
		})); err != nil {
		return err
	}
	for m, err := range messages {
		if err != nil {
			return err
		}
		switch code, exited := strings.CutPrefix(m.Text, "exit status "); {
		case m.IsException():
			return errors.New(m.String())
		case exited && code != "0":
			return errors.New(m.Text)
		case exited:
			return nil
		}
		for text := range strings.SplitSeq(m.Text, "\n") { // it prints many at once
			line(text)
		}
	}
	return ctx.Err()
}
