package browsertest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// rowsText is a page's list of calls, without their times.
const rowsText = `[...document.querySelectorAll(".call .text")].map((one) => one.innerText).join("\n")`

// alone opens the page where there is nothing but its files, and plays a lesson on
// a virtual network that loses the first SYN.
func alone(t *testing.T, browser context.Context) {
	files := httptest.NewServer(http.FileServer(http.Dir("../web/dist")))
	defer files.Close()
	p := openTab(t, browser)
	p.goTo(files.URL + "/#lesson=hello")
	p.click(`[data-lesson="hello"]`)
	p.click(`[name="network"][value="virtual"]`)
	p.until(`!document.querySelector("#addr") && !document.querySelector("[data-role]")`)
	p.until(setupText + `.includes("SYN, SYN-ACK, data, ack, FIN, RST, server, client")`)
	p.fill("#network-delay", "50")
	p.fill("#network-drop", "SYN:1")

	const lost, delivered = `document.querySelector('.packet[data-fate="dropped"]')`, `document.querySelector('.packet[data-fate="delivered"]')`
	p.table()
	p.click("#pause")
	p.click("#go")
	p.until(`document.querySelector('.call[data-op="connect"]')`)
	for !p.is(p.ctx, lost) { // each step takes the network to what comes next
		p.click("#step")
	}
	if p.is(p.ctx, delivered) {
		t.Errorf("while the time stands a packet arrives:\n%s", p.value(rowsText))
	}
	p.fill("#speed", "2")
	p.click("#pause")
	p.ends("ended")
	p.until(lost + `.innerText.includes("✕ lost: SYN seq 0")`)
	p.until(lost + `.innerText.includes("drop SYN 1")`)
	p.until(delivered + `.innerText.includes("retransmission")`)
	p.until(`document.querySelector(".tcp").innerText.includes("LISTEN")`)

	seed := p.value(`document.querySelector("#again").innerText`)
	p.click("#again")
	p.until(`document.querySelector("#state").dataset.state === "running"`)
	p.ends("ended")
	if again := p.value(`document.querySelector("#again").innerText`); again != seed || !strings.HasPrefix(seed, "Run again with seed ") {
		t.Errorf("after %q the page offers %q", seed, again)
	}
	p.fill("#network-loss", "120")
	p.click("#go")
	p.ends("failed")
	p.until(`document.querySelector("#error").innerText.includes("120%")`)

	check(t, p.reload(p.ctx))
	p.until(`document.querySelector("#network-drop")?.value === "SYN:1" && document.querySelector("#speed").value === "2"`)
	p.quiet()
}

// repeats loses a packet of stop-and-wait, which is sent again with its own number.
// What the end of the run cuts off is no failure; a use after close is one.
func repeats(t *testing.T, browser context.Context) {
	files := httptest.NewServer(http.FileServer(http.Dir("../web/dist")))
	defer files.Close()
	p := openTab(t, browser)
	p.goTo(files.URL + "/#lesson=stopandwait&network=virtual&loss=0&delay=20&drop=data:3&knob.timeout=200&knob.count=4")
	p.until(setupText + `.includes("data, ack, fin, server, client")`)
	p.click("#go")
	p.enter("")
	p.ends("ended")
	p.until(`document.querySelector("#timeline .mark-call.cut")?.textContent.includes("→ the run ended")`)
	p.do(`document.querySelector("#timeline").scrollTop = 800`)
	p.until(`[...document.querySelectorAll("#timeline .mark-packet .label")].sort((a, b) => a.getAttribute("y") - b.getAttribute("y"))
		.map((one) => one.textContent).join(", ").includes("data 3, data 3 ↻2, ack 3")`)
	p.do(`[...document.querySelectorAll("#timeline .mark-packet")].find((one) => one.textContent.includes("↻2")).dispatchEvent(new MouseEvent("click", {bubbles: true}))`)
	p.until(`document.querySelector("#panel-bytes").innerText.includes("data packet no. 4 sent (rule: data:4)")`)
	p.table()
	p.until(`document.querySelector('.call[data-state="cut"]')?.innerText.includes("→ the run ended")`)
	contains(t, p.value(rowsText), "✕ lost: data 3, ", "sends data 3, 1037 bytes · ↻ retransmission · data packet no. 4 sent", "gets ack 3, 37 bytes\n")
	if p.is(p.ctx, `document.querySelector('[data-errno="EBADF"], #timeline .cut.failed')`) {
		t.Error("the end of the run is a failure")
	}
	p.click("#language")
	p.until(`document.querySelector('.call[data-state="cut"]').innerText.includes("→ 运行结束")`)
	p.click("#language")

	p.goTo(files.URL + "/#lesson=lifecycle&network=virtual")
	p.until(`document.querySelector('[data-lesson="lifecycle"][aria-current]')`)
	p.click("#go")
	p.until(`document.querySelector('.call[data-state="failed"][data-errno="EBADF"]')`)
	p.until(`document.querySelector("#timeline .mark-call.failed:not(.cut)")`)
	p.quiet()
}
