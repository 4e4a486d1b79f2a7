package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
)

// module makes a module with a page of its own and returns its folder.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		put(t, root, name, text)
	}
	return root
}

func put(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// small makes programs that take no time to compress.
func small(root string, p program) error {
	text, err := os.ReadFile(filepath.Join(root, p.pkg, "main.go"))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(root, ".build"), 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, ".build", p.file), text, 0o666)
}

func standIn() map[string]string {
	return map[string]string{
		"go.mod":                          "module example.org/standin\n\ngo 1.26.0\n",
		"index.html":                      "<title>page</title>",
		"wasm/main.go":                    "package main\n\nfunc main() { println(1) }\n",
		"wasm/tcp/main.go":                "package main\n\nfunc main() { println(3) }\n",
		"wasm/page/main.js":               "main()",
		"wasm/page/main.test.js":          "not part of it",
		"wasm/page/.hidden/x":             "not part of it",
		"wasm/page/vendor/LICENSE":        "free",
		"native/web/dist/placeholder.txt": "stays",
		"native/web/dist/page/old.js":     "goes",
		"native/web/dist/page/old.js.br":  "goes",
	}
}

// names returns the files in the dist folder.
func names(t *testing.T, root string) []string {
	t.Helper()
	var all []string
	err := fs.WalkDir(os.DirFS(filepath.Join(root, dist)), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestBuild(t *testing.T) {
	root := module(t, standIn())
	whole := []string{"index.html", "page/main.js", "page/vendor/LICENSE", "socketlab-tcp.wasm", "socketlab.wasm", "wasm_exec.js"}
	for _, step := range []struct {
		name   string
		change func()
		want   []string
	}{
		{"all", func() {}, whole},
		{"nothing has changed", func() {}, nil},
		{"the page", func() { put(t, root, "wasm/page/main.js", "main(2)") }, []string{"page/main.js"}},
		{"the program", func() { put(t, root, "wasm/main.go", "package main\n\nfunc main() { println(2) }\n") }, []string{"socketlab.wasm"}},
		{"the other program", func() { put(t, root, "wasm/tcp/main.go", "package main\n\nfunc main() { println(4) }\n") }, []string{"socketlab-tcp.wasm"}},
		{"a form is lost", func() { os.Remove(filepath.Join(root, dist, "index.html.br")) }, []string{"index.html"}},
		{"a file goes", func() { os.Remove(filepath.Join(root, "wasm/page/vendor/LICENSE")) }, nil},
	} {
		step.change()
		written, err := build(root, false, small)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(step.want, written); diff != "" {
			t.Errorf("%s: %s", step.name, diff)
		}
	}
	var want []string
	for _, name := range []string{"index.html", "page/main.js", "socketlab-tcp.wasm", "socketlab.wasm", "wasm_exec.js"} {
		want = append(want, name, name+".br", name+".gz")
	}
	want = append(want, "placeholder.txt")
	slices.Sort(want)
	if diff := cmp.Diff(want, names(t, root)); diff != "" {
		t.Error(diff)
	}
}

// TestForms expands what was compressed.
func TestForms(t *testing.T) {
	root := module(t, standIn())
	if _, err := build(root, true, small); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.html", "socketlab.wasm"} {
		path := filepath.Join(root, dist, name)
		plain, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for suffix, expand := range map[string]func(io.Reader) (io.Reader, error){
			".gz": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
			".br": func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
		} {
			f, err := os.Open(path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			r, err := expand(f)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || string(got) != string(plain) {
				t.Errorf("%s%s expands to %d bytes, %v; want %d", name, suffix, len(got), err, len(plain))
			}
		}
	}
}

func TestErrors(t *testing.T) {
	if _, err := build(t.TempDir(), false, small); err == nil {
		t.Error("there is no module, but no error")
	}
	files := standIn()
	delete(files, "index.html")
	if _, err := build(module(t, files), false, small); err == nil {
		t.Error("there is no index.html, but no error")
	}
}

// TestCompile compiles the programs for the browser.
func TestCompile(t *testing.T) {
	root := module(t, standIn())
	for _, p := range programs() {
		if err := compile(root, p); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(root, ".build", p.file))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(got, []byte("\x00asm")) {
			t.Errorf("%s begins with %q, want the mark of wasm", p.file, got[:min(4, len(got))])
		}
	}
	put(t, root, "wasm/main.go", "no Go")
	if err := compile(root, programs()[0]); err == nil {
		t.Error("the program is no Go, but there is no error")
	}
}
