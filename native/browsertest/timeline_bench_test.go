package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// watched has a page count what keeps it from answering: tasks of more than 50 ms,
// and frames, while a script goes on; it returns them.
const watched = `async (script) => {
	const long = [];
	const observer = new PerformanceObserver((list) => { for (const one of list.getEntries()) long.push(one.duration); });
	observer.observe({ type: "longtask" });
	let [frames, going] = [0, true];
	const count = () => { frames++; if (going) requestAnimationFrame(count); };
	requestAnimationFrame(count);
	const began = performance.now();
	await script();
	going = false;
	const seconds = (performance.now() - began) / 1000;
	for (const one of observer.takeRecords()) long.push(one.duration);
	return [long.length, Math.max(0, ...long), frames / seconds];
}`

// during measures a script in a tab, beside the same page that does nothing for 3 s:
// this machine's own pauses are in both.
func during(b *testing.B, p *tab, script string) {
	b.Helper()
	sums := map[string][]float64{}
	for name, one := range map[string]string{"idle": `() => new Promise((done) => setTimeout(done, 3000))`, "busy": script} {
		got, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]float64](`(`+watched+`)(`+one+`)`, chromedp.EvalAwaitPromise))
		check(b, err)
		sums[name] = got
	}
	for i, unit := range []string{"tasks-over-50ms", "longest-ms", "frames/s"} {
		b.ReportMetric(sums["busy"][i], unit)
		b.ReportMetric(sums["idle"][i], "idle-"+unit)
	}
}

// BenchmarkTimeline scrolls through a run of 10,000 events, and has the page's worker
// send 20,000 packets; -benchtime 5x are 100,000.
func BenchmarkTimeline(b *testing.B) {
	browser := Chromium(b)
	lab := startLab(b, buildLab(b), "127.0.0.1:0", "--no-servers")
	b.Run("scroll", func(b *testing.B) {
		p := open(b, browser, lab.url)
		p.drop("crowd.jsonl", crowd(4800))
		p.until(`/crowd.jsonl: 1\d{4} events/.test(document.querySelector("#state").innerText)`)
		for b.Loop() {
			during(b, p, `async () => {
				const timeline = document.querySelector("#timeline");
				timeline.scrollTop = 0;
				for (const end = performance.now() + 5000; performance.now() < end;) {
					timeline.scrollTop += 500;
					if (timeline.scrollTop + timeline.clientHeight > timeline.scrollHeight - 8) timeline.scrollTop = 0;
					await new Promise(requestAnimationFrame);
				}
			}`)
		}
		b.ReportMetric(0, "ns/op")
	})
	b.Run("packets", func(b *testing.B) {
		p := open(b, browser, lab.url)
		p.click(`[data-lesson="gobackn"]`)
		p.click(`[name="network"][value="virtual"]`)
		for id, text := range map[string]string{
			"network-loss": "0", "network-delay": "1", "knob-count": "10000", "knob-size": "8", "knob-window": "100", "knob-timeout": "60000",
		} {
			p.fill("#"+id, text)
		}
		for b.Loop() {
			during(b, p, `async () => {
				const until = async (holds) => { while (!holds()) await new Promise((done) => setTimeout(done, 100)); };
				document.querySelector("#go").click();
				await until(() => document.querySelector("#stdin")?.disabled === false);
				document.querySelector("#send").click();
				await until(() => document.querySelector("#state").dataset.state === "ended");
			}`)
		}
		b.ReportMetric(0, "ns/op")
	})
}
