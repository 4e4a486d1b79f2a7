package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// export copies the built page into a folder, which it makes.
func export(root, to string) error {
	if err := os.CopyFS(to, os.DirFS(filepath.Join(root, dist))); err != nil {
		return err
	}
	return os.Remove(filepath.Join(to, placeholder))
}

// vacant refuses a folder that holds something, which may be anybody's.
func vacant(dir string) error {
	f, err := os.Open(dir)
	if dir == "" || os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Readdirnames(1); err != io.EOF {
		return fmt.Errorf("-static %q: there is something in it: name a new folder, or empty this one", dir)
	}
	return nil
}
