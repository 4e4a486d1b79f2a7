package web

import (
	"embed"
	"io/fs"
)

// dist is what scripts/build made before this program was built: in a fresh
// clone, nothing but a placeholder.
//
//go:embed dist
var dist embed.FS

// Built reports whether the page is part of this program.
func Built() bool {
	_, err := fs.Stat(built(), "index.html")
	return err == nil
}

// built returns the page's files.
func built() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is valid
	}
	return files
}
