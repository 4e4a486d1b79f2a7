package shared_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/socketlab/socketlab/"

// modules, in mustNot, is every package that is not the standard library's.
const modules = "modules"

// rules say what the packages below a folder may import. The first rule whose
// folder fits holds.
var rules = []struct {
	folder  string
	may     []string // packages of this module; with a slash at its end, all below it
	mustNot []string // other packages, likewise
	reason  string
}{
	{"shared/socket/sockettest/", []string{"shared/socket"}, []string{"syscall/js"},
		"the suite is for any Stack, so it knows none"},
	{"shared/socket/", nil, []string{"syscall/js", modules},
		"everything stands on it: the standard library only"},
	{"shared/bridge/", []string{"shared/socket"}, []string{"syscall/js"},
		"it exports any Stack, so it knows none"},
	{"shared/link/", nil, []string{"syscall/js", modules},
		"what links do has one meaning everywhere: the standard library only"},
	{"shared/rdt/", nil, []string{"net", "os", "syscall/js", modules},
		"protocol cores have no network, clock or system: the standard library only"},
	{"shared/segment/", nil, []string{"net", "os", "syscall/js", modules},
		"it reads bytes, whoever carried them: the standard library only"},
	{"shared/pcapng/", []string{"shared/link"}, []string{"syscall/js", modules},
		"it writes what links recorded, whoever owns them"},
	{"shared/scenario/", []string{"shared/link"}, []string{"os", "syscall/js", modules},
		"tests, proxies, commands and the page read the same text: it knows none of them, and opens no file"},
	{"shared/virtual/virtualtest/", []string{"shared/link", "shared/pcapng", "shared/scenario", "shared/socket", "shared/timeline", "shared/trace", "shared/virtual"}, []string{"syscall/js"},
		"it is for tests of any protocol, so it knows none"},
	{"shared/virtual/netstack/", []string{"shared/link", "shared/segment", "shared/socket", "shared/virtual"}, []string{"syscall/js"},
		"it is the TCP of a network, and knows nothing of who uses it"},
	{"shared/virtual/", []string{"shared/link", "shared/scenario", "shared/socket"}, []string{"gvisor.dev/", "syscall/js"},
		"it is a network that scenarios describe, and knows nothing of who uses it; with datagrams alone nobody pays for a TCP"},
	{"shared/guard/", []string{"shared/socket"}, []string{"syscall/js", modules},
		"it decorates any Stack, so it knows none; who reviews it need read nothing else"},
	{"shared/trace/", []string{"shared/socket"}, []string{"syscall/js"},
		"it decorates any Stack, so it knows none"},
	{"shared/timeline/", []string{"shared/link", "shared/rdt", "shared/segment", "shared/socket", "shared/trace"}, []string{"os", "syscall/js", modules},
		"it brings together what happened, and who wants to see it; it knows no network"},
	{"shared/recording/", []string{"shared/link", "shared/pcapng", "shared/trace"}, []string{"os", "syscall/js", modules},
		"it reads traces, whoever recorded them, in the page, too"},
	{"shared/lesson/lessontest/", []string{"shared/lesson", "shared/socket", "shared/trace"}, []string{"syscall/js"},
		"the check is for any network, so it knows none"},
	{"shared/lesson/course/", []string{"shared/lesson", "shared/lesson/"}, []string{"net", "syscall/js"},
		"it only lists the lessons"},
	{"shared/lesson/arq/", []string{"shared/lesson", "shared/link", "shared/rdt"}, []string{"net", "os", "syscall/js"},
		"it is what the lessons of its field have in common, so it knows none"},
	{"shared/lesson/*/", []string{"shared/lesson", "shared/lesson/arq", "shared/rdt", "shared/socket"}, []string{"net", "os", "syscall/js"},
		"a lesson runs on every network: its sockets are the Host's"},
	{"shared/lesson/", []string{"shared/link", "shared/socket", "shared/trace"}, []string{"syscall/js"},
		"a lesson is given its network, and its clock, which is package link's"},
	{"shared/experiment/", []string{"shared/lesson", "shared/link", "shared/scenario", "shared/simulate", "shared/socket", "shared/trace"}, []string{"net", "os", "syscall/js"},
		"it reads traces, whoever recorded them, in the page, too"},
	{"shared/play/", []string{"shared/experiment", "shared/lesson", "shared/lesson/course", "shared/link", "shared/scenario", "shared/simulate", "shared/socket", "shared/timeline", "shared/trace", "shared/virtual"}, []string{"net/http", "syscall/js"},
		"it is in the page, too, and is given its networks, or simulates one"},
	{"shared/", []string{"shared/"}, []string{"syscall/js"},
		"it builds for every target, so it knows neither native/ nor the browser"},
	{"native/kernel/", []string{"shared/socket"}, nil,
		"the driver knows the socket API and nothing above it"},
	{"native/servers/", []string{"shared/"}, []string{"os"},
		"only commands choose a network"},
	{"native/tunnel/", nil, []string{"syscall/js"},
		"a stream of bytes knows nothing of what it carries"},
	{"wasm/tunnel/", nil, []string{"net/http"},
		"a stream of bytes knows nothing of what it carries"},
	{"wasm/", []string{"shared/", "wasm/"}, []string{"net/http", "github.com/gorilla/"},
		"the page has no sockets, and net/http would add a quarter to what it loads"},
	{"native/", []string{"shared/", "native/"}, []string{"syscall/js"},
		"native programs do not know the browser"},
}

// TestImports holds the code to the rules; tests of a package may import more.
func TestImports(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != ".." && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			checkFile(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReach holds what every reader of the page loads to what all need: no package
// of it imports what is heavy, on any way.
func TestReach(t *testing.T) {
	heavy := []string{"gvisor.dev/", "net/http", "regexp"}
	reached := []string{module + "wasm"}
	for i := 0; i < len(reached); i++ {
		own, ok := strings.CutPrefix(reached[i], module)
		if !ok {
			continue
		}
		files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(own), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has %d files, %v", own, len(files), err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, imported := range imports(t, file) {
				if isAny(imported, heavy) {
					t.Errorf("%s imports %s, which the page's first program would pay for", file, imported)
				}
				if !slices.Contains(reached, imported) {
					reached = append(reached, imported)
				}
			}
		}
	}
}

// imports returns what a file imports.
func imports(t *testing.T, path string) (all []string) {
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range f.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		all = append(all, imported)
	}
	return all
}

func checkFile(t *testing.T, path string) {
	rel := strings.TrimPrefix(filepath.ToSlash(path), "../")
	for _, rule := range rules {
		if !within(rel, rule.folder) {
			continue
		}
		for _, imported := range imports(t, path) {
			if !allowed(imported, rule.may, rule.mustNot) {
				t.Errorf("%s imports %s, but %s: %s", rel, imported, rule.folder, rule.reason)
			}
		}
		return
	}
}

// within reports whether a file is below a folder, in which * is any name.
func within(file, folder string) bool {
	want := strings.Split(strings.TrimSuffix(folder, "/"), "/")
	have := strings.Split(file, "/")
	if len(have) <= len(want) {
		return false
	}
	for i, name := range want {
		if name != "*" && name != have[i] {
			return false
		}
	}
	return true
}

func allowed(imported string, may, mustNot []string) bool {
	if own, ok := strings.CutPrefix(imported, module); ok {
		return isAny(own, may)
	}
	first, _, _ := strings.Cut(imported, "/")
	if slices.Contains(mustNot, modules) && strings.Contains(first, ".") {
		return false
	}
	return !isAny(imported, mustNot)
}

// isAny reports whether a package is one of all; with a slash at its end, below it.
func isAny(name string, all []string) bool {
	return slices.ContainsFunc(all, func(one string) bool {
		return name == one || strings.HasSuffix(one, "/") && strings.HasPrefix(name, one)
	})
}
