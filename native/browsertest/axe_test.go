package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axe is what scripts/tools installs.
const axe = "../../.build/axe-core-4.14.1/package/axe.min.js"

// accessible has axe-core look at the page: no view of it has anything that it knows
// to keep people from using it, by WCAG 2.2 AA and by what is usual.
func accessible(t *testing.T, browser context.Context, lab *lab) {
	script, err := os.ReadFile(filepath.FromSlash(axe))
	if err != nil {
		t.Fatalf("%v: scripts/tools installs it", err)
	}
	p := openTab(t, browser)
	look := func(view string) {
		t.Helper()
		p.until("document.getAnimations().length === 0") // or colours are between others
		p.do("(() => {" + string(script) + "})()")
		found := p.after(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then(({ violations }) =>
			violations.flatMap((one) => one.nodes.map((node) => one.id + ": " + node.html.slice(0, 160) + " " + node.any.concat(node.all).map((why) => why.message).join("; "))).join("\n"))`)
		if found != "" {
			t.Errorf("%s:\n%s", view, found)
		}
	}
	for _, scheme := range []string{"light", "dark"} {
		media := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			return err
		})
		check(t, chromedp.Do(p.ctx, media, chromedp.Navigate("about:blank"), chromedp.Navigate(lab.url)))
		p.until(`document.querySelector("#demo .verdict")`)
		look("front page, " + scheme)
		check(t, chromedp.Do(p.ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(lab.url+"#lesson=handshake&delay=20&drop=data:1")))
		p.until(`!document.querySelector("#go").disabled`)
		p.click("#go")
		p.ends("ended")
		look("timeline, " + scheme)
		p.click(`[data-tab="charts"]`)
		p.until(`document.querySelector('[data-chart="window"] canvas')`)
		look("charts, " + scheme)
		p.click("#language")
		p.table()
		look("table, in Chinese, " + scheme)
		p.do(`document.querySelector("#timeline").focus()`)
		check(t, chromedp.Do(p.ctx, chromedp.KeyEvent(kb.ArrowDown)))
		p.until(`document.querySelector(".chosen")`)
		p.click(`[data-tab="bytes"]`)
		look("bytes, " + scheme)
		p.do(`document.querySelector("#timeline").focus()`)
		check(t, chromedp.Do(p.ctx, chromedp.KeyEvent("?")))
		p.until(`document.querySelector("dialog.help")?.open`)
		look("keys, " + scheme)
		check(t, chromedp.Do(p.ctx, chromedp.KeyEvent(kb.Escape)))
		p.until(`!document.querySelector("dialog.help")`)
		p.click(`[data-tool="alone"]`)
		look("alone, " + scheme)
		p.click(`[data-tool="alone"]`)
		p.click("#language")
	}
}
