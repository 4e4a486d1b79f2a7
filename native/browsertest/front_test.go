package browsertest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// front opens the page with no lesson: something runs by itself; the course and
// the search lead to lessons, and back leads here.
func front(t *testing.T, browser context.Context, lab *lab) {
	p := openTab(t, browser)
	p.goTo(lab.url)
	p.until(`document.querySelector("#demo .verdict")?.innerText.startsWith("The server asked for 4 bytes and got “你” and only 1 of")`)
	p.until(`document.querySelector("#demo .cut").innerText.includes("E5")`)
	p.click("#language")
	p.until(`document.querySelector("#demo .verdict").innerText.includes("1 个字节")`)
	p.click("#language")
	p.until(`document.querySelectorAll("[data-lesson-card]").length > 20`)

	for _, test := range []struct{ pasted, lesson string }{
		{"ConnectionRefusedError: [Errno 111] Connection refused", "refused"},
		{"[WinError 10054]", "eof"},
		{"粘包", "framing"},
	} {
		p.fill("#search", test.pasted)
		p.until(`document.querySelector(".found a")?.hash === "#lesson=` + test.lesson + `"`)
	}
	p.fill("#search", "xyzzy")
	p.until(`document.querySelector(".found").innerText.includes("Nothing found")`)

	p.click("#begin")
	p.until(`document.body.dataset.view === "lesson" && location.hash.includes("lesson=")`)
	check(t, p.back(p.ctx))
	p.until(`document.body.dataset.view === "front"`)
	p.click("#serve")
	p.until(`document.querySelector('[data-role="server"] [value="page"]').checked && document.querySelector('[data-role="client"] [value="none"]').checked`)
	p.quiet()
}

// links opens a run by its address: what it was set up with, and its seed.
func links(t *testing.T, browser context.Context, lab *lab) {
	p := openTab(t, browser)
	const hash = "#lesson=handshake&delay=30&drop=SYN%3A1&seed=5&knob.closes=server"
	p.goTo(lab.url + hash)
	p.until(`document.querySelector("#network-drop")?.value === "SYN:1" && document.querySelector("#knob-closes").value === "server"`)
	p.click("#go")
	p.ends("ended")
	p.until(`document.querySelector("#again").innerText.includes("seed 5")`)
	p.do(`document.querySelector("#timeline").focus()`)
	check(t, p.keys(p.ctx, kb.Home))
	p.click("#share")
	p.until(`location.hash.includes("event=")`)
	looked := p.value("location.hash")
	p.fill("#network-drop", "")
	p.click("#share")
	p.until(`!location.hash.includes("drop")`)
	if got := p.value("location.hash"); !strings.Contains(got, "seed=5") || strings.Contains(got, "token") {
		t.Errorf("the link is %s", got)
	}

	p.goTo("about:blank")
	p.goTo(lab.url + strings.Replace(looked, "lang=en", "lang=zh", 1))
	p.until(`document.querySelector("#go").textContent === "运行"`)
	p.click("#go")
	p.until(`document.querySelector("#timeline .chosen")`)
	p.quiet()
}

// drops plays go-back-N on a network that loses, and then what the link of that run
// opens: the same datagrams of the first window are lost.
func drops(t *testing.T, browser context.Context, lab *lab) {
	p := openTab(t, browser)
	fates := func(hash string) (all []string) {
		p.goTo("about:blank")
		p.goTo(lab.url + hash)
		p.until(`document.querySelector("#network-loss")?.value === "20%"`)
		p.catch()
		p.fill("#speed", "10")
		p.click("#go")
		p.enter("")
		p.ends("ended")
		for _, e := range sent(readTrace(t, p.export("exportJSON", "gobackn-5.jsonl")))[:8] {
			all = append(all, string(e.Packet.Fate))
		}
		p.click("#share")
		p.until(`location.hash.includes("lang=")`)
		return all
	}
	first := fates("#lesson=gobackn&network=virtual&loss=20%25&delay=20&seed=5")
	if !slices.Contains(first, "dropped") {
		t.Errorf("of the first window nothing is lost: %q", first)
	}
	if diff := cmp.Diff(first, fates(p.value("location.hash"))); diff != "" {
		t.Errorf("the run and that of its link part:\n%s", diff)
	}
	p.quiet()
}
