//go:build linux || darwin

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOpen has a browser that notes what it is to open.
func TestOpen(t *testing.T) {
	bin, note := t.TempDir(), filepath.Join(t.TempDir(), "opened")
	for _, name := range []string{"xdg-open", "open"} {
		script := "#!/bin/sh\necho \"$1\" > " + note + ".part\nmv " + note + ".part " + note + "\necho opened\n"
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	p, _, url := startLab(t, "--listen", "127.0.0.1:0", "--no-servers", "--open", "--token", "0123456789abcdef")
	p.waitFor(t, "socketlab: the browser has the page\n")
	got, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != url+"\n" || !strings.HasSuffix(url, "/#token=0123456789abcdef") {
		t.Errorf("opened %q, want %q", got, url)
	}
}

// TestNoBrowser has none that can be opened.
func TestNoBrowser(t *testing.T) {
	bin := t.TempDir()
	for _, name := range []string{"xdg-open", "open"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\nexit 3\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	p, _, _ := startLab(t, "--listen", "127.0.0.1:0", "--no-servers", "--open")
	p.waitFor(t, "open failed): open the address above in one\n")
	if !strings.Contains(p.output(), "socketlab: no browser could be opened here (") || strings.Contains(p.output(), "exit status") {
		t.Errorf("printed:\n%s", p.output())
	}
}
