package main

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// assets begins the name of the folder that holds all of the page but its entry.
// The rest of the name is a hash of what is in it, so that browsers may keep it for
// ever, and load files together that fit each other.
const assets = "assets-"

// entry is the files beside that folder, whose names stay: the one that leads there,
// and the one that a server with sockets answers in another way.
var entry = []string{"index.html", "server.json"}

// place returns where each file of the page is to be, and that folder's name.
func place(root string, files map[string]string) (placed map[string]string, folder string, err error) {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if slices.Contains(entry, name) {
			continue
		}
		data, err := os.ReadFile(files[name])
		if err != nil {
			return nil, "", err
		}
		fmt.Fprintf(sum, "%s %d %x\n", name, len(data), sha256.Sum256(data))
	}
	folder = fmt.Sprintf("%s%x", assets, sum.Sum(nil)[:8])
	placed = make(map[string]string)
	for name, path := range files {
		if !slices.Contains(entry, name) {
			name = folder + "/" + name
		}
		placed[name] = path
	}
	placed["index.html"], err = lead(root, files["index.html"], folder)
	return placed, folder, err
}

// lead writes an index.html that leads to the folder, and returns its path.
func lead(root, index, folder string) (string, error) {
	text, err := os.ReadFile(index)
	if err != nil {
		return "", err
	}
	led := strings.ReplaceAll(string(text), `"page/`, `"`+folder+`/page/`)
	path := filepath.Join(root, ".build", "index.html")
	return path, os.WriteFile(path, []byte(led), 0o666)
}

// follow gives the folder of the build before the name of this one's, so that what
// has not changed is left alone.
func follow(target, folder string) error {
	old, err := filepath.Glob(filepath.Join(target, assets+"*"))
	if err != nil || len(old) == 0 || slices.Contains(old, filepath.Join(target, folder)) {
		return err
	}
	return os.Rename(old[0], filepath.Join(target, folder))
}
