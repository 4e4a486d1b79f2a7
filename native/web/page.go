package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// A page is the files that a browser gets. Each may have compressed forms
// beside it, with .gz or .br after its name.
type page struct {
	files fs.FS
	known map[string]file // by URL path without its first slash
}

// A file is one that is served.
type file struct {
	mime  string
	hash  string           // of its bytes, uncompressed
	sizes map[string]int64 // by suffix: "", ".gz", ".br"
}

// encodings is the compressed forms, the smallest first.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

func newPage(files fs.FS) (*page, error) {
	p := &page{files: files, known: make(map[string]file)}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "placeholder.txt" || isCompressed(files, name) {
			return err
		}
		p.known[name], err = newFile(files, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("web: the page: %w", err)
	}
	return p, nil
}

func isCompressed(files fs.FS, name string) bool {
	for _, e := range encodings {
		if plain, ok := strings.CutSuffix(name, e.suffix); ok {
			_, err := fs.Stat(files, plain)
			return err == nil
		}
	}
	return false
}

func newFile(files fs.FS, name string) (file, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return file{}, err
	}
	sum := sha256.Sum256(data)
	f := file{mime: mimeType(name), hash: hex.EncodeToString(sum[:12]), sizes: map[string]int64{"": int64(len(data))}}
	for _, e := range encodings {
		if info, err := fs.Stat(files, name+e.suffix); err == nil {
			f.sizes[e.suffix] = info.Size()
		}
	}
	return f, nil
}

// mimeType returns a file's type. Package mime would ask the system's tables,
// which differ.
func mimeType(name string) string {
	known := map[string]string{
		".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
		".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
		".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml",
		".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
	}
	if t, ok := known[path.Ext(name)]; ok {
		return t
	}
	return "text/plain; charset=utf-8"
}

// unbuilt is the page of a program that was built without one.
const unbuilt = "The page is not part of this program. Run scripts/lab, which builds both.\n"

// ServeHTTP serves a GET or HEAD.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = "index.html"
		if _, ok := p.known[name]; !ok {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Write([]byte(unbuilt))
			return
		}
	}
	f, ok := p.known[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	p.send(w, r, name, f)
}
