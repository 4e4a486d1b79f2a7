// Command build makes the page: it builds the Go programs wasm and wasm/tcp and puts
// them, with index.html, wasm/page/, the course and the lessons' texts as HTML, into
// native/web/dist, from where they are embedded. Each file stands there three times: as it is, with gzip and with
// brotli. What has not changed is left alone.
//
// Run it in the module's folder: go run ./scripts/build. With -best the programs
// take an eighth fewer bytes, and a minute more. With -static DIR the page is copied
// there, for any server of files.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const dist = "native/web/dist"

// A program is a file of the page, and the package that it is built from.
type program struct{ file, pkg string }

// programs returns the page's: what every reader loads, and TCP on virtual networks.
func programs() []program {
	return []program{{"socketlab.wasm", "./wasm"}, {"socketlab-tcp.wasm", "./wasm/tcp"}}
}

func main() {
	best := flag.Bool("best", false, "compress the programs as well as can be: for a release")
	static := flag.String("static", "", "also copy the page into this new `folder`, for any server of files")
	flag.Parse()
	if err := run(*best, *static); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run(best bool, static string) error {
	begin := time.Now()
	if err := vacant(static); err != nil {
		return err
	}
	written, err := build(".", best, compile)
	if err != nil {
		return err
	}
	if len(written) > 0 {
		what := strings.Join(written, ", ")
		if len(written) > few {
			what = fmt.Sprintf("%d files", len(written))
		}
		fmt.Printf("build: wrote %s in %v\n", what, time.Since(begin).Round(time.Millisecond))
	}
	if static == "" {
		return nil
	}
	fmt.Printf("build: the page is in %s: put all of it on a server of files\n", static)
	return export(".", static)
}

// few files are named one by one when they are written.
const few = 5

// build brings the dist folder of the module in root up to date, with the
// programs that compile puts into .build. It returns the names of the files
// that it had to write.
func build(root string, best bool, compile func(root string, p program) error) (written []string, err error) {
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		return nil, fmt.Errorf("%w; run it in the module's folder, as 'go run ./scripts/build'", err)
	}
	for _, p := range programs() {
		if err := compile(root, p); err != nil {
			return nil, err
		}
	}
	if err := tell(root); err != nil {
		return nil, err
	}
	files, err := sources(root)
	if err != nil {
		return nil, err
	}
	placed, folder, err := place(root, files)
	if err != nil {
		return nil, err
	}
	target := filepath.Join(root, dist)
	if err := os.MkdirAll(target, 0o777); err != nil {
		return nil, err
	}
	if err := follow(target, folder); err != nil {
		return nil, err
	}
	if err := prune(target, placed); err != nil {
		return nil, err
	}
	return update(target, placed, best)
}

// compile builds a program into .build. No version is stamped into it: it would
// change with every commit.
func compile(root string, p program) error {
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w",
		"-o", filepath.Join(".build", p.file), p.pkg)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(cmd.Args, " "), err)
	}
	return nil
}
