package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
)

// module makes a module with a page of its own and returns its folder.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		save(t, root, name, text)
	}
	return root
}

func save(t *testing.T, root, name, text string) {
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
		"index.html":                      "<script src=\"page/main.js\"></script>",
		"shared/lesson/a/en.md":           "## A",
		"shared/lesson/a/notes.md":        "not part of it",
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

// names returns the files in a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	var all []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
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

// plain returns names without the hash of their folder's.
func plain(names []string) (all []string) {
	for _, name := range names {
		if rest, ok := strings.CutPrefix(name, assets); ok {
			_, rest, _ = strings.Cut(rest, "/")
			name = "assets/" + rest
		}
		all = append(all, name)
	}
	return all
}

func TestBuild(t *testing.T) {
	root := module(t, standIn())
	dist := filepath.Join(root, dist)
	whole := []string{"assets/course.json", "assets/lessons/a.en.html", "assets/page/main.js", "assets/page/vendor/LICENSE", "assets/socketlab-tcp.wasm",
		"assets/socketlab.wasm", "assets/wasm_exec.js", "index.html", "server.json"}
	for _, step := range []struct {
		name   string
		change func()
		want   []string
	}{
		{"all", func() {}, whole},
		{"nothing has changed", func() {}, nil},
		{"a text", func() { save(t, root, "shared/lesson/a/en.md", "## B") }, []string{"assets/lessons/a.en.html", "index.html"}},
		{"the page", func() { save(t, root, "wasm/page/main.js", "main(2)") }, []string{"assets/page/main.js", "index.html"}},
		{"the program", func() { save(t, root, "wasm/main.go", "package main\n\nfunc main() { println(2) }\n") }, []string{"assets/socketlab.wasm", "index.html"}},
		{"the other program", func() { save(t, root, "wasm/tcp/main.go", "package main\n\nfunc main() { println(4) }\n") }, []string{"assets/socketlab-tcp.wasm", "index.html"}},
		{"the way in", func() { save(t, root, "index.html", "<script type=\"module\" src=\"page/main.js\"></script>") }, []string{"index.html"}},
		{"a form is lost", func() { os.Remove(filepath.Join(dist, "server.json.br")) }, []string{"server.json"}},
		{"a file goes", func() { os.Remove(filepath.Join(root, "wasm/page/vendor/LICENSE")) }, []string{"index.html"}},
	} {
		step.change()
		written, err := build(root, false, small)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(step.want, plain(written)); diff != "" {
			t.Errorf("%s: %s", step.name, diff)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dist, "*", "vendor")); err != nil || len(left) > 0 {
		t.Errorf("the folder of the file that went is there: %q, %v", left, err)
	}
	var want []string
	for _, name := range slices.DeleteFunc(whole, func(name string) bool { return name == "assets/page/vendor/LICENSE" }) {
		want = append(want, name, name+".br", name+".gz")
	}
	want = append(want, "placeholder.txt")
	slices.Sort(want)
	if diff := cmp.Diff(want, plain(names(t, dist))); diff != "" {
		t.Error(diff)
	}
}

// TestForms expands what was compressed.
func TestForms(t *testing.T) {
	root := module(t, standIn())
	if _, err := build(root, true, small); err != nil {
		t.Fatal(err)
	}
	for _, name := range names(t, filepath.Join(root, dist)) {
		path := filepath.Join(root, dist, filepath.FromSlash(name))
		if _, err := os.Stat(path + ".br"); err != nil {
			continue
		}
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
	save(t, root, "wasm/main.go", "no Go")
	if err := compile(root, programs()[0]); err == nil {
		t.Error("the program is no Go, but there is no error")
	}
}
