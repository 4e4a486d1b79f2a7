package browsertest

import (
	"context"
	"os"
	"os/exec"
	"testing"
)

// firefoxKey is the key of a context's Firefox, a *bidi.
type firefoxKey struct{}

// firefox starts Firefox as Chromium does Chromium, and returns it as what openTab
// takes. It has no Chrome DevTools Protocol, so package chromedp can do nothing with it.
func firefox(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: no browser")
	}
	path, err := exec.LookPath("firefox-esr") // as Debian names it
	if err != nil {
		path, err = exec.LookPath("firefox")
	}
	if err != nil {
		t.Fatal("there is no command firefox-esr or firefox: run scripts/tools, or install your system's package of it")
	}
	// What it says goes to standard error, and address reads standard output.
	cmd := exec.Command("/bin/sh", "-c", `exec "$0" "$@" 2>&1`, path,
		"--headless", "--no-remote", "--profile", t.TempDir(), "--remote-debugging-port=0", "about:blank")
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	b, err := dialBiDi(t.Context(), address(t, cmd, `^WebDriver BiDi listening on (\S+)$`))
	check(t, err)
	return context.WithValue(context.Background(), firefoxKey{}, b)
}

// openFirefoxTab opens a window: of a window's tabs, only one is drawn.
func openFirefoxTab(t testing.TB, b *bidi) *tab {
	var opened struct {
		Context string `json:"context"`
	}
	check(t, b.do(t.Context(), "browsingContext.create", parameters{"type": "window"}, &opened))
	p := &tab{t: t, ctx: t.Context(), driver: firefoxTab{b, opened.Context}}
	b.mu.Lock()
	b.entries[opened.Context] = p.hear
	b.mu.Unlock()
	t.Cleanup(func() {
		check(t, b.do(context.Background(), "browsingContext.close", parameters{"context": opened.Context}, nil))
	})
	t.Cleanup(p.shoot)
	return p
}

// TestFirefox uses the page in Firefox as its readers do, and as they do in Chromium.
func TestFirefox(t *testing.T) {
	browser := firefox(t)
	lab := startLab(t, buildLab(t), "127.0.0.1:0")
	t.Run("front page", func(t *testing.T) { front(t, browser, lab) })
	t.Run("experiments", func(t *testing.T) { learns(t, browser, lab) })
	t.Run("links", func(t *testing.T) { links(t, browser, lab) })
	t.Run("drops", func(t *testing.T) { drops(t, browser, lab) })
	t.Run("no server", func(t *testing.T) { alone(t, browser) })
	t.Run("export", func(t *testing.T) { exports(t, browser, lab) })
	t.Run("two parts", func(t *testing.T) { exportsParts(t, browser, lab) })
}
