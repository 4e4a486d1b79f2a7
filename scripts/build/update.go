package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

// placeholder is the one file of dist that is kept under version control, so
// that there is something to embed.
const placeholder = "placeholder.txt"

// compressed is the suffixes of a file's compressed forms.
var compressed = []string{".gz", ".br"}

// prune removes from target what is no longer a file of the page, and folders that
// are empty then.
func prune(target string, files map[string]string) error {
	var folders []string
	err := filepath.WalkDir(target, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			folders = append(folders, path)
			return nil
		}
		name, err := filepath.Rel(target, path)
		if err != nil || name == placeholder {
			return err
		}
		name = filepath.ToSlash(name)
		for _, suffix := range compressed {
			if plain, ok := strings.CutSuffix(name, suffix); ok && files[plain] != "" {
				return nil
			}
		}
		if files[name] != "" {
			return nil
		}
		return os.Remove(path)
	})
	for _, folder := range slices.Backward(folders) {
		os.Remove(folder) // which refuses one that is not empty
	}
	return err
}

// update writes the files that differ, and returns their names.
func update(target string, files map[string]string, best bool) (written []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data, err := os.ReadFile(files[name])
		if err != nil {
			return nil, err
		}
		path := filepath.Join(target, filepath.FromSlash(name))
		if upToDate(path, data) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return nil, err
		}
		if err := write(path, data, best); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		written = append(written, name)
	}
	return written, nil
}

// upToDate reports whether path holds data, and its compressed forms are there.
func upToDate(path string, data []byte) bool {
	for _, suffix := range compressed {
		if _, err := os.Stat(path + suffix); err != nil {
			return false
		}
	}
	old, err := os.ReadFile(path)
	return err == nil && bytes.Equal(old, data)
}

// write writes a file and its compressed forms. The plain one comes last, so
// that a build cut short is noticed by the next.
func write(path string, data []byte, best bool) error {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	failed := make(chan error)
	go func() { failed <- compress(path+".gz", data, newGzip) }()
	go func() { failed <- compress(path+".br", data, newBrotli(best || len(data) < quickly)) }()
	err := <-failed
	if e := <-failed; err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o666)
}

func compress(path string, data []byte, to func(io.Writer) io.WriteCloser) error {
	var out bytes.Buffer
	w := to(&out)
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o666)
}

func newGzip(w io.Writer) io.WriteCloser {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		panic(err) // the level exists
	}
	return z
}

// quickly is up to how many bytes the best compression takes no time to speak of.
const quickly = 512 << 10

// newBrotli compresses at quality 11, which reads 0.25 MB/s, or at 9: 4 MB/s.
func newBrotli(best bool) func(io.Writer) io.WriteCloser {
	quality := 9
	if best {
		quality = brotli.BestCompression
	}
	return func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, quality) }
}
