package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// BenchmarkVirtual opens the page and runs a lesson on a virtual network, without
// and with TCP, and tells how long after the opening the lessons are there, and then
// the run's first event. The first page, of a browser of its own, is also compiled;
// the later ones find that in the cache.
func BenchmarkVirtual(b *testing.B) {
	lab := startLab(b, buildLab(b), "127.0.0.1:0", "--no-servers")
	const wait = `const until = (selector) => new Promise((found) => {
		const look = () => document.querySelector(selector) ? found(performance.now()) : setTimeout(look, 1);
		look();
	});`
	for _, lesson := range []string{"lossy", "handshake"} {
		browser := Chromium(b)
		for _, name := range []string{"first", "later"} {
			b.Run(lesson+"/"+name, func(b *testing.B) {
				var ready, event float64
				for b.Loop() {
					check(b, chromedp.Do(browser, chromedp.Navigate("about:blank"), chromedp.Navigate(lab.url+"#lesson="+lesson)))
					times, err := chromedp.Run(browser, chromedp.Evaluate[[]float64](`(async () => {`+wait+`
						const ready = await until('[data-lesson="`+lesson+`"]');
						document.querySelector('[data-lesson="`+lesson+`"]').click();
						document.querySelector("#go").click();
						return [ready, await until("[data-kind]")];
					})()`, chromedp.EvalAwaitPromise))
					check(b, err)
					ready += times[0]
					event += times[1]
				}
				b.ReportMetric(ready/float64(b.N), "ms-to-lessons")
				b.ReportMetric(event/float64(b.N), "ms-to-event")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}
