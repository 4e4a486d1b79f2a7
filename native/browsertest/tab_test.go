package browsertest

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A tab is a page in a browser.
type tab struct {
	t   testing.TB
	ctx context.Context
	driver

	mu       sync.Mutex
	messages []string // of the console: errors and exceptions
}

// open opens the page of a lab in a new tab of the browser.
func open(t testing.TB, browser context.Context, url string) *tab {
	t.Helper()
	page := openTab(t, browser)
	page.load(url)
	return page
}

// openTab opens a tab with no page.
func openTab(t testing.TB, browser context.Context) *tab {
	t.Helper()
	if b, ok := browser.Value(firefoxKey{}).(*bidi); ok {
		return openFirefoxTab(t, b)
	}
	ctx, stop := chromedp.NewContext(browser)
	t.Cleanup(stop)
	page := &tab{t: t, ctx: ctx, driver: chromiumTab{}}
	check(t, chromedp.Do(ctx))
	t.Cleanup(page.shoot)
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == "error" {
				page.hear(m.String())
			}
		}
	}()
	return page
}

func (p *tab) hear(message string) {
	p.mu.Lock()
	p.messages = append(p.messages, message)
	p.mu.Unlock()
}

// goTo opens a page.
func (p *tab) goTo(url string) {
	p.t.Helper()
	check(p.t, p.visit(p.ctx, url))
}

func (p *tab) load(url string) {
	p.t.Helper()
	sign := "#"
	if strings.Contains(url, "#") { // with a token
		sign = "&"
	}
	p.goTo(url + sign + "lesson=echo")
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
			text, _ := p.evaluate(p.ctx, "document.body.innerText")
			p.t.Fatalf("it never is that %s:\n%s\n%s", condition, text, strings.Join(p.said(), "\n"))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (p *tab) is(ctx context.Context, condition string) bool {
	yes, err := p.evaluate(ctx, "String(!!("+condition+"))")
	return err == nil && yes == "true"
}

func (p *tab) value(expression string) string {
	p.t.Helper()
	s, err := p.evaluate(p.ctx, expression)
	check(p.t, err)
	return s
}

// after returns what a promise of the page's becomes, as text. In it ./page/ is the
// folder of the page's modules, wherever that is.
func (p *tab) after(promise string) string {
	p.t.Helper()
	promise = strings.ReplaceAll(promise, `"./page/`, `"./`+assets(p.t)+`/page/`)
	return p.value(promise)
}

func (p *tab) do(script string) {
	p.t.Helper()
	_, err := p.evaluate(p.ctx, "void ("+script+`), ""`)
	check(p.t, err)
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector(%q)?.disabled === false`, selector))
	p.do(fmt.Sprintf(`document.querySelector(%q).click()`, selector))
}

// fill writes a text into an input.
func (p *tab) fill(selector, text string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector(%q)?.disabled === false`, selector))
	p.do(fmt.Sprintf(`(() => { const a = document.querySelector(%q); a.value = %q;
		a.dispatchEvent(new Event("input", {bubbles: true})); a.dispatchEvent(new Event("change", {bubbles: true})) })()`, selector, text))
}

// set sets up a lesson on real sockets: where each role plays, and the server's
// address.
func (p *tab) set(lesson, server, client, address string) {
	p.t.Helper()
	p.click(fmt.Sprintf(`[data-lesson="%s"]`, lesson))
	p.click(`[name="network"][value="real"]`)
	p.click(fmt.Sprintf(`[data-role="server"] [value="%s"]`, server))
	p.click(fmt.Sprintf(`[data-role="client"] [value="%s"]`, client))
	p.fill("#addr", address)
}

// table shows the table of calls, beside the timeline.
func (p *tab) table() {
	p.t.Helper()
	p.click(`[data-tab="table"]`)
}

// enter types a line for the client and sends it.
func (p *tab) enter(line string) {
	p.t.Helper()
	p.click(`[data-tab="terminals"]`)
	p.until(`document.querySelector("#stdin")?.disabled === false`)
	p.do(`document.querySelector("#stdin").focus()`)
	check(p.t, p.keys(p.ctx, line+"\r"))
}

func (p *tab) prints(host, text string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector('.terminal[data-host="%s"]').textContent.includes(%q)`, host, text))
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
