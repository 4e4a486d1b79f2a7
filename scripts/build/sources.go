package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// sources returns the files of the page: the name of each, with a slash between
// folders, and where it comes from.
func sources(root string) (map[string]string, error) {
	support, err := wasmExec(root)
	if err != nil {
		return nil, err
	}
	files, err := texts(root)
	if err != nil {
		return nil, err
	}
	files["index.html"] = filepath.Join(root, "index.html")
	files["wasm_exec.js"] = support
	for _, name := range []string{"course.json", "server.json"} {
		files[name] = filepath.Join(root, ".build", name)
	}
	for _, p := range programs() {
		files[p.file] = filepath.Join(root, ".build", p.file)
	}
	page := filepath.Join(root, "wasm", "page")
	err = filepath.WalkDir(page, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && path != page {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.Type().IsRegular() && !isTest(d.Name()) {
			name, err := filepath.Rel(page, path)
			files["page/"+filepath.ToSlash(name)] = path
			return err
		}
		return nil
	})
	return files, err
}

// isTest reports whether a file of the page's folder is not part of the page.
func isTest(name string) bool {
	return strings.HasSuffix(name, ".go") || strings.Contains(name, ".test.")
}

// wasmExec returns the path of the support code of the Go version that built
// the program: another version's does not fit it.
func wasmExec(root string) (string, error) {
	cmd := exec.Command("go", "env", "GOROOT")
	cmd.Dir = root // whose go.mod may name another version
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	path := filepath.Join(strings.TrimSpace(string(out)), "lib", "wasm", "wasm_exec.js")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w; it comes with Go: install Go from https://go.dev/doc/install", err)
	}
	return path, nil
}
