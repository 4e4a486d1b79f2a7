package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// chartsSeen is the charts that are shown, and of how many points each is.
const chartsSeen = `[...document.querySelectorAll(".chart:not([hidden])")].map((one) => one.dataset.chart + " " + one.dataset.points).join("\n")`

// chartNames is their names alone.
const chartNames = `[...document.querySelectorAll(".chart:not([hidden])")].map((one) => one.dataset.chart).join()`

// charts opens the charts of runs that play in the page, and of one that was recorded.
func charts(t *testing.T, browser context.Context, lab *lab, path string) {
	t.Run("series", func(t *testing.T) { chartSeries(t, browser, lab) })
	t.Run("recorded", func(t *testing.T) { chartRecorded(t, browser, lab, path) })
	t.Run("datagrams", func(t *testing.T) { chartDatagrams(t, browser, lab) })
	t.Run("TCP", func(t *testing.T) {
		p := openTab(t, browser)
		check(t, chromedp.Do(p.ctx, chromedp.Navigate(lab.url+"#lesson=hello&network=virtual&delay=20")))
		p.click("#go")
		p.ends("ended")
		p.click(`[data-tab="charts"]`)
		p.until(chartNames + `.startsWith("goodput,window,outstanding,rtt,sample,flight")`) // and a receive buffer, if it was seen
		p.until(`document.querySelector('[data-chart="window"] .said').innerText.includes("client: 10 to 1")`)
		p.quiet()
	})
}

// chartRecorded opens a recorded run: the charts have the points that its events give.
func chartRecorded(t *testing.T, browser context.Context, lab *lab, path string) {
	file := filepath.Join(t.TempDir(), "gobackn.jsonl")
	cmd := exec.Command(path, "run", "gobackn", "--loss", "20%", "--delay", "5ms", "--rate", "1Mbit", "--seed", "7", "--set", "timeout=100", "--trace", "json", "--trace-file", file)
	cmd.Stdin = strings.NewReader("\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(file)
	check(t, err)
	points := make(map[string]int)
	losses := 0
	for _, e := range readTrace(t, text) {
		if e.Packet == nil {
			continue
		}
		switch e.Packet.Fate {
		case "sent", "duplicated", "delivered":
			points["flight"]++
		case "dropped":
			points["flight"]++
			losses++
		case "queued": // and some time it is the wire's
			points["queue"] += 2
		}
	}
	p := open(t, browser, lab.url)
	p.drop("gobackn.jsonl", text)
	p.click(`[data-tab="charts"]`)
	p.until(`document.querySelector('[data-chart="queue"]:not([hidden]) canvas')`)
	seen := p.value(chartsSeen)
	for name, n := range points {
		if !slices.Contains(strings.Split(seen, "\n"), fmt.Sprintf("%s %d", name, n)) {
			t.Errorf("%s has not its %d points:\n%s", name, n, seen)
		}
	}
	p.until(fmt.Sprintf(`document.querySelector("#panel-charts .axis").innerText.includes("lost: %d.")`, losses))
	if said := p.value(`document.querySelector('[data-chart="goodput"] .said').innerText`); losses == 0 || !strings.Contains(said, "server: 20 kB in all") {
		t.Errorf("with %d losses the goodput is %q", losses, said)
	}
	p.quiet()
}

// chartDatagrams looks at what a window of datagrams gives, uses its keys, and compares.
func chartDatagrams(t *testing.T, browser context.Context, lab *lab) {
	p := openTab(t, browser)
	const drawn = `performance.getEntriesByType("resource").some(({ name }) => name.endsWith("uPlot.js"))`
	check(t, chromedp.Do(p.ctx, chromedp.Navigate(lab.url+"#lesson=gobackn&loss=5&delay=5&seed=7&knob.timeout=100")))
	p.click("#go")
	p.enter("")
	p.ends("ended")
	if p.is(p.ctx, drawn) {
		t.Error("what draws charts is loaded before they are opened")
	}
	p.click(`[data-tab="charts"]`)
	p.until(chartNames + ` === "goodput,unacked,sample,flight"`)
	p.until(drawn)
	p.until(`document.querySelector('[data-chart="unacked"] .said').innerText.includes("client: 0 to 8, last 0")`)

	const value = `document.activeElement.getAttribute("aria-valuetext")`
	p.do(`document.querySelector('[data-chart="flight"] .plot').focus()`)
	check(t, chromedp.Do(p.ctx, chromedp.KeyEvent(kb.Home)))
	p.until(value + `.endsWith("client 1, server – packets")`)
	p.until(`document.querySelector("#timeline .chosen")`)
	first := p.value(value)
	check(t, chromedp.Do(p.ctx, chromedp.KeyEvent(kb.ArrowRight)))
	p.until(value + ` !== ` + fmt.Sprintf("%q", first))
	check(t, chromedp.Do(p.ctx, chromedp.KeyEvent("+")))
	p.until(`!document.querySelector('[data-tool="whole"]').hidden`)
	check(t, chromedp.Do(p.ctx, chromedp.KeyEvent("0")))
	p.until(`document.querySelector('[data-tool="whole"]').hidden`)

	p.click(`[data-tool="compare"]`)
	p.click("#go")
	p.enter("")
	p.ends("ended")
	p.click(`[data-tab="charts"]`)
	p.until(`[...document.querySelectorAll('[data-chart="unacked"] .key')].map((one) => one.firstChild.data.trim()).join() === "A client,B client"`)
	p.click(`[data-tool="compare"]`)
	p.until(`[...document.querySelectorAll('[data-chart="unacked"] .key')].map((one) => one.firstChild.data.trim()).join() === "client"`)
	p.click("#language")
	p.until(`document.querySelector('[data-chart="unacked"]').innerText.startsWith("未确认")`)
	p.click("#language")
	p.quiet()
}

// chartSeries gives events to what makes the series, and reads their points.
func chartSeries(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	for _, test := range []struct{ name, lesson, script, want string }{
		{"what recv returns", "", `
			returns(1, "recv", { len: 5 }); returns(2, "recv", { len: 7, errno: "EAGAIN" }); returns(3, "send", { result: "4" }); returns(4, "recvfrom", { len: 6 });
			return lines("goodput");`, "client: 0.001 5, 0.004 6"},
		{"packets on the way", "", `
			fate(1, "sent", 1); fate(2, "sent", 2); fate(2, "duplicated", 2, { copy: 1 }); fate(3, "dropped", 1);
			fate(4, "delivered", 2); fate(5, "delivered", 2, { copy: 1 }); fate(6, "delivered", 9);
			return lines("flight") + "; lost " + series.losses.map(({ time }) => time);`, "client client>server: 0.001 1, 0.002 2, 0.002 3, 0.003 2, 0.004 1, 0.005 0; lost 0.003"},
		{"a queue", "", `
			fate(1, "sent", 1); fate(1, "queued", 2); fate(1, "queued", 3); fate(1, "dropped", 4); fate(2, "delayed", 1);
			fate(3, "delivered", 2); fate(4, "delayed", 3); fate(5, "delivered", 1);
			return lines("queue");`, "client client>server: 0.001 100, 0.001 200, 0.002 100, 0.003 0"},
		{"states", "", `
			state(1, { state: "LISTEN", recvQueue: 3 }); state(2, { state: "ESTABLISHED", sendQueue: 9, recvQueue: 0, cwnd: 10, rtt: 40e6 });
			state(3, { state: "CLOSED", sendQueue: 0, recvQueue: 0, cwnd: 0 });
			return ["window", "rtt", "send"].map(lines).join("; ");`, "client a ⇄ b: 0.002 10; client a ⇄ b: 0.002 40; client a ⇄ b: 0.002 9"},
		{"cumulative", "gobackn", `
			enter(0, "AQAAAAEAAAAAeA=="); enter(1, "AQAAAAIAAAAAeA=="); enter(2, "AQAAAAMAAAAAeA==");
			returns(5, "recv", { bytes: ack2, len: 9 });
			return [lines("unacked"), lines("sample")].join("; ");`, "client: 0.000 1, 0.001 2, 0.002 3, 0.005 1; client: 0.005 4"},
		{"of its own", "selectiverepeat", `
			enter(0, "AQAAAAEAAAAAeA=="); enter(1, "AQAAAAIAAAAAeA=="); enter(2, "AQAAAAIAAAAAeA==");
			returns(5, "recv", { bytes: ack2, len: 9 });
			return [lines("unacked"), lines("sample")].join("; ");`, "client: 0.000 1, 0.001 2, 0.002 2, 0.005 1; "},
		{"segments", "", `
			segment(0, "sent", "client", { flags: "SYN", seq: 0 }); segment(10, "delivered", "client", { flags: "SYN ACK", seq: 0, ack: 1 });
			segment(11, "sent", "client", { flags: "ACK", seq: 1, ack: 1, len: 100 }); segment(12, "sent", "client", { flags: "ACK", seq: 1, ack: 1, len: 100, again: true });
			segment(20, "delivered", "client", { flags: "ACK", seq: 1, ack: 101 });
			return [lines("outstanding"), lines("sample")].join("; ");`,
			"client a ⇄ b: 0.000 1, 0.010 0, 0.011 100, 0.012 100, 0.020 0; client a ⇄ b: 0.010 10"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := p.after(fmt.Sprintf(`import("./page/charts/series.js").then(({ Series }) => {
				const trace = { events: [], forgotten: 0, offsets: () => new Map() };
				const series = new Series(trace, %q);
				const add = (ms, kind, more) => trace.events.push({ event: { kind, time: ms * 1e6, host: "client", sock: "s1", ...more }, part: { run: 1 }, row: null });
				const enter = (ms, bytes) => add(ms, "enter", { call: "send", bytes, len: 10 });
				const returns = (ms, call, more) => add(ms, "return", { call, ...more });
				const ack2 = "AgAAAAJS7MVR"; // of packet 2
				const fate = (ms, fate, n, more) => add(ms, "packet", { packet: { fate, n, link: "client>server", flow: "f", size: 100, ...more } });
				const state = (ms, tcp) => add(ms, "tcp", { local: "a", peer: "b", tcp });
				const segment = (ms, fate, host, segment) => add(ms, "packet", { host, ...(fate === "sent" ? { local: "a", peer: "b" } : { local: "b", peer: "a" }),
					packet: { fate, n: ms, link: fate === "sent" ? "client>server" : "server>client", flow: "f", size: 40, segment } });
				const lines = (chart) => {
					for (const _ of series.take()); // as far as there is
					return series.lines(chart).map(({ host, of, x, y }) => [host, of].filter(Boolean).join(" ") + ": " + x.map((time, i) => time.toFixed(3) + " " + y[i]).join(", ")).join("; ");
				};
				%s
			})`, test.lesson, test.script))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
