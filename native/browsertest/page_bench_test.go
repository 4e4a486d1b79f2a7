package browsertest

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// BenchmarkPage opens the page of a lab and runs a lesson on a virtual network,
// without and with TCP, and tells how long after the opening the lessons are there,
// and then the run's first event. The baseline is the run's program alone, loaded and
// compiled by a line of JavaScript. With an empty cache each browser is a new one; a
// filled one also has the compiled program.
func BenchmarkPage(b *testing.B) {
	lab := startLab(b, buildLab(b), "127.0.0.1:0", "--no-servers")
	for _, run := range []struct{ lesson, program string }{
		{"lossy", assets(b) + "/socketlab.wasm"},
		{"handshake", assets(b) + "/socketlab-tcp.wasm"},
	} {
		for _, cache := range []string{"empty", "filled"} {
			b.Run(run.lesson+"/"+cache, func(b *testing.B) {
				var ready, event, bare float64
				browsers := func() (page, alone context.Context) { return Chromium(b), Chromium(b) }
				page, alone := browsers()
				if cache == "filled" {
					opened(b, page, lab.url, run.lesson)
					loaded(b, alone, lab.url, run.program)
				}
				for b.Loop() {
					if cache == "empty" && ready > 0 {
						page, alone = browsers()
					}
					times := opened(b, page, lab.url, run.lesson)
					ready += times[0]
					event += times[1]
					bare += loaded(b, alone, lab.url, run.program)
				}
				b.ReportMetric(ready/float64(b.N), "ms-to-lessons")
				b.ReportMetric(event/float64(b.N), "ms-to-event")
				b.ReportMetric(event/bare, "event/bare")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
	b.Run("sizes", sizes)
}

// opened opens the page, runs a lesson, and returns after how many ms the lessons and
// the first event were there.
func opened(b *testing.B, browser context.Context, url, lesson string) []float64 {
	check(b, chromedp.Do(browser, chromedp.Navigate("about:blank"), chromedp.Navigate(url+"#lesson="+lesson)))
	times, err := chromedp.Run(browser, chromedp.Evaluate[[]float64](`(async () => {
		const until = (selector) => new Promise((found) => {
			const look = () => document.querySelector(selector) ? found(performance.now()) : setTimeout(look, 1);
			look();
		});
		const ready = await until('[data-lesson="`+lesson+`"]');
		await until("#go:enabled");
		document.querySelector("#go").click();
		return [ready, await until("#timeline [data-kind]")];
	})()`, chromedp.EvalAwaitPromise))
	check(b, err)
	return times
}

// loaded returns how many ms a program takes to be loaded and compiled.
func loaded(b *testing.B, browser context.Context, url, program string) float64 {
	check(b, chromedp.Do(browser, chromedp.Navigate("about:blank"), chromedp.Navigate(url+"healthz")))
	ms, err := chromedp.Run(browser, chromedp.Evaluate[float64](`(async () => {
		const begin = performance.now();
		await WebAssembly.compileStreaming(fetch("/`+program+`"));
		return performance.now() - begin;
	})()`, chromedp.EvalAwaitPromise))
	check(b, err)
	return ms
}

// sizes tells what the page and its programs are, with brotli.
func sizes(b *testing.B) {
	kB := map[string]float64{}
	for b.Loop() {
		clear(kB)
		check(b, fs.WalkDir(os.DirFS("../web/dist"), ".", func(name string, d fs.DirEntry, err error) error {
			plain, ok := strings.CutSuffix(name, ".br")
			if err != nil || !ok {
				return err
			}
			info, err := d.Info()
			switch {
			case err != nil:
				return err
			case strings.HasSuffix(plain, "-tcp.wasm"):
				kB["kB-large-program"] = float64(info.Size()) / 1e3
			case strings.HasSuffix(plain, ".wasm"):
				kB["kB-small-program"] = float64(info.Size()) / 1e3
			default:
				kB["kB-page"] += float64(info.Size()) / 1e3
			}
			return nil
		}))
	}
	for unit, size := range kB {
		b.ReportMetric(size, unit)
	}
	b.ReportMetric(0, "ns/op")
}
