package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExport copies a page, and leaves alone a folder that holds something.
func TestExport(t *testing.T) {
	root, to := module(t, standIn()), filepath.Join(t.TempDir(), "a", "new")
	if err := vacant(to); err != nil {
		t.Error(err)
	}
	if _, err := build(root, false, small); err != nil {
		t.Fatal(err)
	}
	if err := export(root, to); err != nil {
		t.Fatal(err)
	}
	if got := read(t, to, "server.json"); got != "{\"sockets\":false}\n" {
		t.Errorf("server.json is %s", got)
	}
	want := slices.DeleteFunc(names(t, filepath.Join(root, dist)), func(name string) bool { return name == placeholder })
	if diff := cmp.Diff(want, names(t, to)); diff != "" {
		t.Error(diff)
	}
	if err := vacant(to); err == nil || !strings.Contains(err.Error(), to) {
		t.Errorf("of a folder that is not empty: %v", err)
	}
	if err := vacant(t.TempDir()); err != nil {
		t.Error(err)
	}
}
