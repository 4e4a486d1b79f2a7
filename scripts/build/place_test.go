package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlace changes one file after the other: each but those of the entry has the
// folder called something else, and index.html leads there.
func TestPlace(t *testing.T) {
	root := module(t, standIn())
	seen := map[string]bool{}
	for _, step := range []struct {
		name, text string
		another    bool
	}{
		{"wasm/main.go", "1", true},
		{"wasm/main.go", "2", true},
		{"wasm/main.go", "1", false}, // as it was
		{"wasm/page/main.js", "main(2)", true},
		{"wasm/page/another.js", "", true},
		{"index.html", `<link href="page/a.css"><script src="page/main.js">`, false},
	} {
		save(t, root, step.name, step.text)
		if _, err := build(root, false, small); err != nil {
			t.Fatal(err)
		}
		all, err := filepath.Glob(filepath.Join(root, dist, assets+"*"))
		if err != nil || len(all) != 1 {
			t.Fatalf("the folders are %q, %v", all, err)
		}
		folder := filepath.Base(all[0])
		if seen[folder] == step.another {
			t.Errorf("%s is %q: the folder is called %s, which is another: %v, want %v", step.name, step.text, folder, !seen[folder], step.another)
		}
		seen[folder] = true
		if index := read(t, root, dist+"/index.html"); strings.Count(index, `"`+folder+`/page/`) != strings.Count(index, "page/") {
			t.Errorf("index.html leads elsewhere than to %s: %s", folder, index)
		}
	}
}

func read(t *testing.T, root, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
