package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shares plays an experiment on a network that loses, and then what the link of that
// run opens: the same datagrams are lost, and nothing is predicted.
func shares(t *testing.T, browser context.Context, lab *lab) {
	p := openTab(t, browser)
	plays := func() (seed string, fates []string) {
		p.catch()
		p.fill("#speed", "10")
		p.press("twenty")
		p.decides("twenty")
		seed = strings.TrimPrefix(p.value(`document.querySelector("#again").innerText`), "Run again with seed ")
		for _, e := range sent(readTrace(t, p.export("exportJSON", "lossy-"+seed+".jsonl"))) {
			fates = append(fates, fmt.Sprintf("%d %s", e.Packet.N, e.Packet.Fate))
		}
		return seed, fates
	}
	p.goTo(lab.url + "#lesson=lossy&lang=en")
	p.predict("twenty", 0)
	seed, first := plays()
	if !strings.Contains(strings.Join(first, ","), "dropped") {
		t.Errorf("with seed %s nothing is lost: %q", seed, first)
	}
	p.click("#share")
	p.until(`location.hash.includes("experiment=")`)
	hash := p.value(`location.hash.slice(1)`)
	got, err := url.ParseQuery(hash)
	check(t, err)
	if diff := cmp.Diff(url.Values{"lesson": {"lossy"}, "experiment": {"twenty"}, "seed": {seed}, "lang": {"en"}}, got); diff != "" {
		t.Errorf("the link (-want +got):\n%s", diff)
	}

	p.do(`(localStorage.clear(), sessionStorage.clear())`)
	p.goTo("about:blank")
	p.goTo(lab.url + "#" + hash)
	p.until(fmt.Sprintf(`document.querySelector('[data-try="twenty"] .sets')?.innerText.endsWith("seed %s, from a link")`, seed))
	p.until(`(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.querySelector('[data-try="twenty"]').getBoundingClientRect())`)
	if p.is(p.ctx, `document.querySelector('[data-try] input:checked')`) {
		t.Error("the link predicts")
	}
	again, second := plays()
	if diff := cmp.Diff(append([]string{seed}, first...), append([]string{again}, second...)); diff != "" {
		t.Errorf("the run and that of its link part:\n%s", diff)
	}

	p.click("#go")
	p.ends("ended")
	p.click("#share")
	p.until(`location.hash.includes("seed=") && !location.hash.includes("experiment=")`)
	p.goTo("about:blank")
	p.goTo(lab.url + "#lesson=lossy&experiment=nope&lang=en")
	p.until(`document.querySelector("#unknown").innerText === "The link names the experiment nope, which this lesson does not have."`)
	p.click(`[data-lesson="lossy"]`)
	p.until(`document.querySelector("#unknown").hidden`)
	p.quiet()
}

// signed plays an experiment whose sign is where packets are: it hides none of their
// labels, and is whole.
func signed(t *testing.T, browser context.Context, lab *lab) {
	p := openTab(t, browser)
	p.goTo(lab.url + "#lesson=handshake&lang=en")
	p.predict("lost-last", 3)
	p.fill("#speed", "10")
	p.press("lost-last")
	p.decides("lost-last")
	p.click(`[data-try="lost-last"] .event`)
	const sign = `[...document.querySelectorAll("#timeline .sign")].find((one) => one.querySelector("text").textContent.startsWith("◇"))`
	p.until(sign)
	got := p.value(`[...` + sign + `.querySelectorAll("text")].map((one) => one.textContent).join("|")`)
	if !regexp.MustCompile(`^◇ nobody: all is said\|◆ the (server: its FIN|client: its ACK)$`).MatchString(got) { // on a busy machine more is late
		t.Errorf("the sign is %q", got)
	}
	const hidden = `(() => {
		const box = ` + sign + `.querySelector("rect").getBoundingClientRect();
		const over = (one) => one.left < box.right && one.right > box.left && one.top < box.bottom && one.bottom > box.top;
		return [...document.querySelectorAll("#timeline .label")].filter((one) => over(one.getBoundingClientRect())).map((one) => one.textContent).join();
	})()`
	if got := p.value(hidden); got != "" {
		t.Errorf("the sign hides %s", got)
	}
	p.until(`document.querySelector("#timeline svg").lastElementChild.querySelector(".sign")`)
	p.quiet()
}

// asks plays a lesson whose client reads a line: the page says so while it waits.
func asks(t *testing.T, browser context.Context, lab *lab) {
	const waits = `document.querySelector("#state").innerText.includes("waits for a line")`
	p := openTab(t, browser)
	p.goTo(lab.url + "#lesson=gobackn&lang=en")
	p.until(`document.querySelector("#lesson h1").innerText === "Go-back-N"`)
	p.click("#go")
	p.until(waits)
	p.enter("")
	p.until(`!` + waits + ` && document.querySelector("#state").dataset.state === "running"`)
	p.click("#pause")
	p.until(`document.querySelector("#pause").getAttribute("aria-pressed") === "true"`)
	p.do(`document.querySelector("#timeline").scrollTop = 0`)
	p.until(`!document.querySelector("#follow").hidden && document.querySelector("#follow").innerText === "↓ live"`)
	p.click("#go")
	p.ends("stopped")
	p.until(`document.querySelector("#pause").getAttribute("aria-pressed") === "false"`)
	p.until(`!document.querySelector("#follow").hidden && document.querySelector("#follow").innerText === "↓ end"`)

	p.click(`[data-lesson="echo"]`) // on real sockets
	p.click("#go")
	p.until(waits)
	p.enter("你好")
	p.until(waits) // once more
	p.click("#eof")
	p.ends("ended")
	p.quiet()
}
