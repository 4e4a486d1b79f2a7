package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// How much the page may load, with brotli, beside its Go programs: for a lesson with
// the longest text, and more when its charts are opened.
const (
	mostBytes  = 200_000
	mostCharts = 50_000
)

// ofCharts reports whether a file is loaded only when the charts are opened.
func ofCharts(name string) bool {
	return strings.HasPrefix(name, "page/vendor/") || strings.HasPrefix(name, "page/charts/") && name != "page/charts/charts.js"
}

// TestSize compresses the page itself, and the course.
func TestSize(t *testing.T) {
	root := t.TempDir()
	save(t, root, ".build/x", "")
	if err := tell(root); err != nil {
		t.Fatal(err)
	}
	files, err := sources(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	files["course.json"] = filepath.Join(root, ".build", "course.json")
	delete(files, "server.json") // 19 bytes, which wait for a build
	all, charts, text := 0, 0, 0
	for name, path := range files {
		if strings.HasSuffix(name, ".wasm") {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w := newBrotli(true)(&out)
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		switch {
		case ofCharts(name):
			charts += out.Len()
		case strings.HasPrefix(name, "lessons/"):
			text = max(text, out.Len())
		default:
			all += out.Len()
		}
		if name == "course.json" {
			t.Logf("of it the course %d bytes", out.Len())
		}
	}
	t.Logf("%d bytes, of them %d of a text, and %d of charts, in %d files", all+text, text, charts, len(files)-len(programs()))
	all += text
	if all > mostBytes {
		t.Errorf("without its Go programs the page is %d bytes, at most %d", all, mostBytes)
	}
	if charts > mostCharts {
		t.Errorf("its charts are %d bytes more, at most %d", charts, mostCharts)
	}
}
