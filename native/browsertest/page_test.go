package browsertest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
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
func buildLab(t *testing.T) string {
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

// startLab starts a lab at an address.
func startLab(t *testing.T, path, at string) *lab {
	t.Helper()
	l := &lab{path: path, cmd: exec.Command(path, "lab", "--listen", at, "--quiet")}
	out, err := l.cmd.StdoutPipe()
	check(t, err)
	check(t, l.cmd.Start())
	t.Cleanup(l.kill)
	page := regexp.MustCompile(`^The page: +(\S+)$`)
	scan := bufio.NewScanner(out)
	for l.url == "" && scan.Scan() {
		if found := page.FindStringSubmatch(scan.Text()); found != nil {
			l.url = found[1]
		}
	}
	if l.url == "" {
		t.Fatal("the lab prints no address")
	}
	go io.Copy(io.Discard, out)
	return l
}

// kill ends the lab as kill -9 does.
func (l *lab) kill() {
	l.cmd.Process.Kill()
	l.cmd.Wait()
}

func (l *lab) address() string { return strings.TrimSuffix(strings.TrimPrefix(l.url, "http://"), "/") }

// A tab is a page in Chromium.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	messages []string // of the console: errors and exceptions
}

// open opens the page of a lab in a new tab of the browser.
func open(t *testing.T, browser context.Context, url string) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser)
	t.Cleanup(stop)
	page := &tab{t: t, ctx: ctx}
	check(t, chromedp.Do(ctx))
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == "error" {
				page.mu.Lock()
				page.messages = append(page.messages, m.String())
				page.mu.Unlock()
			}
		}
	}()
	page.load(url)
	return page
}

func (p *tab) load(url string) {
	p.t.Helper()
	check(p.t, chromedp.Do(p.ctx, chromedp.Navigate(url)))
	p.connected()
}

func (p *tab) connected() {
	p.t.Helper()
	p.until(`document.querySelector("#link").dataset.state === "connected"`)
}

// until waits until a condition of the page's holds.
func (p *tab) until(condition string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		if p.is(ctx, condition) {
			return
		}
		select {
		case <-ctx.Done():
			text, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string]("document.body.innerText"))
			p.t.Fatalf("it never is that %s:\n%s\n%s", condition, text, strings.Join(p.said(), "\n"))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (p *tab) is(ctx context.Context, condition string) bool {
	yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+condition+")"))
	return err == nil && yes
}

func (p *tab) value(expression string) string {
	p.t.Helper()
	s, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](expression))
	check(p.t, err)
	return s
}

func (p *tab) do(script string) {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void]("void ("+script+")"))
	check(p.t, err)
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector(%q)?.disabled === false`, selector))
	p.do(fmt.Sprintf(`document.querySelector(%q).click()`, selector))
}

// set sets up a lesson: where each role plays, and the server's address.
func (p *tab) set(lesson, server, client, address string) {
	p.t.Helper()
	p.click(fmt.Sprintf(`[data-lesson="%s"]`, lesson))
	p.click(fmt.Sprintf(`[data-role="server"] [value="%s"]`, server))
	p.click(fmt.Sprintf(`[data-role="client"] [value="%s"]`, client))
	p.do(fmt.Sprintf(`(() => { const a = document.querySelector("#addr"); a.value = %q;
		a.dispatchEvent(new Event("input", {bubbles: true})); a.dispatchEvent(new Event("change", {bubbles: true})) })()`, address))
}

// enter types a line for the client and sends it.
func (p *tab) enter(line string) {
	p.t.Helper()
	p.until(`document.querySelector("#stdin")?.disabled === false`)
	check(p.t, chromedp.Do(p.ctx, chromedp.SendKeys(chromedp.CSS("#stdin"), line+"\r")))
}

func (p *tab) prints(host, text string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector('.terminal[data-host="%s"]').innerText.includes(%q)`, host, text))
}

func (p *tab) ends(state string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector("#state").dataset.state === %q`, state))
}

// at waits until the run's server is ready and returns where.
func (p *tab) at() string {
	p.t.Helper()
	p.until(`/:\d+/.test(document.querySelector("#state").textContent)`)
	return regexp.MustCompile(`[\d.]+:\d+`).FindString(p.value(`document.querySelector("#state").textContent`))
}

func (p *tab) said() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.messages...)
}

// quiet fails if the page's console has an error.
func (p *tab) quiet() {
	p.t.Helper()
	for _, m := range p.said() {
		p.t.Errorf("the console: %s", m)
	}
}

// TestPage uses the page as its readers do.
func TestPage(t *testing.T) {
	browser := Chromium(t)
	path := buildLab(t)
	lab := startLab(t, path, "127.0.0.1:0")
	t.Run("echo", func(t *testing.T) {
		p := open(t, browser, lab.url)
		p.set("echo", "native", "page", "127.0.0.1:0")
		p.click("#go")
		p.enter("你好")
		p.prints("client", "你好，客户端！你发送了：你好")
		p.prints("server", "接收到来自客户端的数据: 你好")
		p.enter("exit")
		p.ends("ended")
		p.until(`document.querySelector('.call[data-host="client"][data-op="connect"]')`)
		p.quiet()
	})
	t.Run("datagram", func(t *testing.T) {
		p := open(t, browser, lab.url)
		p.set("datagram", "native", "page", "127.0.0.1:0")
		p.click("#go")
		p.enter("hello")
		p.prints("client", "你发送了：hello")
		p.click("#go")
		p.ends("stopped")
		p.quiet()
	})
	t.Run("server in the page", func(t *testing.T) { serverInPage(t, browser, lab) })
	t.Run("reload", func(t *testing.T) { reload(t, browser, lab) })
	t.Run("two tabs", func(t *testing.T) { twoTabs(t, browser, lab) })
	t.Run("refused", func(t *testing.T) {
		p := open(t, browser, lab.url)
		p.set("hello", "none", "page", "127.0.0.1:1")
		p.click("#go")
		p.ends("failed")
		p.until(`document.querySelector("#error").innerText.includes("ECONNREFUSED")`)
		p.quiet()
	})
	t.Run("the lab is killed", func(t *testing.T) { killed(t, browser, path) })
}

// serverInPage has a program of this machine use a server in the page.
func serverInPage(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.set("echo", "page", "none", "127.0.0.1:0")
	p.click("#go")
	c, err := net.Dial("tcp", p.at())
	check(t, err)
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	_, err = c.Write([]byte("你好"))
	check(t, err)
	buf := make([]byte, 100)
	n, err := c.Read(buf)
	check(t, err)
	if got := string(buf[:n]); got != "你好，客户端！你发送了：你好" {
		t.Errorf("the server in the page answers %q", got)
	}
	p.prints("server", "你好")
	p.click("#go")
	p.ends("stopped")
	p.quiet()
}

// reload binds a port, reloads, and binds it again: the old socket is gone.
func reload(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.set("datagram", "page", "none", "127.0.0.1:0")
	p.click("#go")
	at := p.at()
	check(t, chromedp.Do(p.ctx, chromedp.Reload()))
	p.connected()
	free(t, at)
	p.set("datagram", "page", "none", at)
	p.click("#go")
	if again := p.at(); again != at {
		t.Errorf("the server is at %s, want %s", again, at)
	}
	p.quiet()
}

// free waits until a UDP port can be bound.
func free(t *testing.T, at string) {
	t.Helper()
	limit := time.Now().Add(5 * time.Second)
	for {
		c, err := net.ListenPacket("udp", at)
		if err == nil {
			c.Close()
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("%s is still taken after 5 s: %v", at, err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// twoTabs has a client in one tab use a server in another.
func twoTabs(t *testing.T, browser context.Context, lab *lab) {
	first, second := open(t, browser, lab.url), open(t, browser, lab.url)
	first.set("echo", "page", "none", "127.0.0.1:0")
	first.click("#go")
	second.set("echo", "none", "page", first.at())
	second.click("#go")
	second.enter("隔壁")
	second.prints("client", "你发送了：隔壁")
	first.prints("server", "隔壁")
	second.enter("exit")
	second.ends("ended")
	first.quiet()
	second.quiet()
}

// killed kills the lab in the middle of a run, and starts it again: the run ends
// with a name, the page says so, connects again and plays on.
func killed(t *testing.T, browser context.Context, path string) {
	lab := startLab(t, path, "127.0.0.1:0")
	p := open(t, browser, lab.url)
	p.set("echo", "page", "none", "127.0.0.1:0")
	p.click("#go")
	at := p.at()
	lab.kill()
	p.ends("failed")
	p.until(`document.querySelector("#state").innerText.includes("ENETDOWN")`)
	p.until(`["waiting", "connecting"].includes(document.querySelector("#link").dataset.state)`)
	if c, err := net.Dial("tcp", at); err == nil {
		c.Close()
		t.Errorf("%s still listens", at)
	}
	startLab(t, path, lab.address())
	p.connected()
	p.click("#go")
	p.at()
	for _, m := range p.said() {
		if !strings.Contains(m, "ERR_CONNECTION_REFUSED") && !strings.Contains(m, "WebSocket") { // which no page can keep out
			t.Errorf("the console: %s", m)
		}
	}
}
