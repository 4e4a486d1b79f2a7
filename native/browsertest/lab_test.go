package browsertest

import (
	"bufio"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// patience is how long anything may take.
const patience = 30 * time.Second

// A lab is a socketlab lab in a process of its own.
type lab struct {
	path string
	cmd  *exec.Cmd
	url  string
}

// buildLab builds the page and the command.
func buildLab(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "socketlab")
	for _, args := range [][]string{
		{"run", "./scripts/build"},
		{"build", "-o", path, "./native/socketlab"},
	} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = filepath.Join("..", "..")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	return path
}

// assets returns the name of the folder that holds the built page's files.
func assets(t testing.TB) string {
	t.Helper()
	all, err := filepath.Glob("../web/dist/assets-*/page/main.js")
	if err != nil || len(all) != 1 {
		t.Fatalf("the page's folders are %q, %v", all, err)
	}
	return strings.Split(filepath.ToSlash(all[0]), "/")[3]
}

// startLab starts a lab at an address.
func startLab(t testing.TB, path, at string, args ...string) *lab {
	t.Helper()
	l := &lab{path: path, cmd: exec.Command(path, append([]string{"lab", "--listen", at, "--quiet"}, args...)...)}
	l.url = address(t, l.cmd, `^The page: +(\S+)$`)
	return l
}

// address starts a command, which ends with the test at the latest, and returns the
// address in the first line that it prints of a form.
func address(t testing.TB, cmd *exec.Cmd, form string) string {
	t.Helper()
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line := regexp.MustCompile(form)
	for scan := bufio.NewScanner(out); scan.Scan(); {
		if found := line.FindStringSubmatch(scan.Text()); found != nil {
			go io.Copy(io.Discard, out)
			return found[1]
		}
	}
	t.Fatalf("no line that is printed is %s", form)
	return ""
}

// kill ends the lab as kill -9 does.
func (l *lab) kill() {
	l.cmd.Process.Kill()
	l.cmd.Wait()
}

func (l *lab) address() string { return strings.TrimSuffix(strings.TrimPrefix(l.url, "http://"), "/") }
