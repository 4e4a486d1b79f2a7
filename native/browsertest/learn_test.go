package browsertest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// card selects what stands for an experiment or a claim in the text.
func card(name string) string { return fmt.Sprintf(`[data-try=%q], [data-claim=%[1]q]`, name) }

// decides waits for what came of a card's run, and returns it.
func (p *tab) decides(name string) string {
	p.t.Helper()
	p.until(fmt.Sprintf(`["decided", "undecided"].includes(document.querySelector(%q)?.firstElementChild?.dataset.state)`, card(name)))
	return p.value(fmt.Sprintf(`document.querySelector(%q).innerText`, card(name)))
}

// press presses the button of a card by which it runs.
func (p *tab) press(name string) {
	p.t.Helper()
	p.click(strings.ReplaceAll(card(name), "]", "] .go"))
}

// predict chooses an option, counted from 0.
func (p *tab) predict(name string, option int) {
	p.t.Helper()
	p.click(fmt.Sprintf(`[data-try=%q] input[value="%d"]`, name, option))
}

// learns reads a lesson, predicts, runs, and changes the language.
func learns(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.click(`[data-lesson="echo"]`)
	p.until(`document.querySelector("#text h2")?.innerText === "What you will see"`)
	if p.is(p.ctx, `document.querySelector("#settings").open || document.querySelector("#whole").open`) {
		t.Error("the settings or the whole program are open, though there is a text")
	}
	p.predict("long-line", 0)
	p.press("long-line")
	got := p.decides("long-line")
	contains(t, got, "You said “6: all of 再见”. This run: “5: more of the answer to 你好” (event ", "up to its size, and leaves the rest")
	p.until(`document.querySelector("#timeline .sign")?.textContent.startsWith("◇ 6: all of 再见◆ 5")`)
	const record = `(({ prediction, verdict, held }) => [prediction, verdict, held].join("|"))(JSON.parse(localStorage.getItem("socketlab.records")).at(-1))`
	if got, want := p.value(record), "6: all of 再见|5: more of the answer to 你好|no"; got != want {
		t.Errorf("the record is %q, want %q", got, want)
	}
	p.until(`document.querySelector("#aloud").textContent.includes("This run: “5: more")`)
	p.click(`[data-try="long-line"] .event`)
	p.until(`document.querySelector("#timeline .chosen")`)

	p.do(`document.querySelector('[data-try="long-line"]').scrollIntoView()`)
	const top = `String(Math.round(document.querySelector('[data-try="long-line"]').getBoundingClientRect().top / 20))`
	before := p.value(top)
	p.click("#language")
	p.until(`document.querySelector("#text h2").innerText === "你会看到什么"`)
	if after := p.value(top); after != before {
		t.Errorf("in the other language the experiment is at %s, before it was at %s (in 20 px)", after, before)
	}
	contains(t, p.decides("long-line"), "你猜“6 个：整个“再见””，这次是“5 个：对“你好”的回答的下一截”（第 ")
	p.click("#language")
	p.until(`document.querySelector("#text h2").innerText === "What you will see"`)

	p.press("S121")
	contains(t, p.decides("S121"), "It returned once.")
	contains(t, p.value(fmt.Sprintf(`document.querySelector(%q).innerText`, card("S97"))), "No kernel sees this program")
	p.press("empty-line")
	contains(t, p.decides("empty-line"), "This run: “both” (events ")
	check(t, p.reload(p.ctx))
	p.until(`document.querySelector('[data-try="long-line"] input[value="0"]')?.checked`)
	p.quiet()
}

// turns turns a knob in the code, and looks at the form; and back.
func turns(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.click(`[data-lesson="echo"]`)
	for _, language := range []string{"go", "python"} {
		p.click(fmt.Sprintf(`#text button[data-code=%q]`, language))
		p.until(`document.querySelectorAll("[data-turn]").length === 2`)
		p.fill(`[data-turn="bufsize"]`, "7")
		p.until(`document.querySelector("#knob-bufsize").value === "7" && document.querySelector("#set").innerText.includes("bufsize=7")`)
		p.fill(`#knob-bufsize`, "9")
		p.until(`[...document.querySelectorAll("[data-turn]")].every((one) => one.value === "9")`)
	}
	p.click("#go")
	p.enter("你好, socket")
	p.until(`document.querySelector("#text .line[data-host]")`)
	p.until(`document.querySelector('[data-turn="bufsize"]').disabled`)
	p.enter("exit")
	p.ends("ended")
	p.table()
	p.until(rowsText + `.includes("recv(9)")`)
	p.quiet()
}

// tries plays experiments where there is no server: one is undecided, and counted.
func tries(t *testing.T, browser context.Context) {
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir("../web/dist")))
	mux.HandleFunc("/bridge", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	files := httptest.NewServer(mux)
	defer files.Close()
	p := openTab(t, browser)
	p.goTo(files.URL + "/#lesson=lossy")
	p.click(`[data-lesson="lossy"]`)
	p.until(`document.querySelector(".experiment")`)
	name := p.value(`document.querySelector("[data-try]").dataset.try`)
	p.press(name)
	contains(t, p.decides(name), "This run: ", "seed ")
	p.click(fmt.Sprintf(`[data-try=%q] .more`, name))
	p.until(fmt.Sprintf(`document.querySelector('[data-try=%q] .outcome').innerText.includes("20 runs, seeds 1 to 20:")`, name))
	sum := `String([...document.querySelectorAll(".tally b")].reduce((sum, one) => sum + parseInt(one.innerText), 0))`
	if got := p.value(sum); got != "20" {
		t.Errorf("of 20 runs %s are counted", got)
	}
	p.press(name)
	p.until(`document.querySelector("#go").dataset.runs === "true"`)
	p.click("#go")
	contains(t, p.decides(name), "This run did not decide.")

	p.click(`[data-lesson="echo"]`) // on real sockets, of which there are none
	p.press("leaving")
	contains(t, p.decides("leaving"), "This run: “recv(): it returns 0 bytes”")
	p.until(`document.querySelector("#timeline .mark-packet")`)
}

// keeps has records as a table.
func keeps(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	script := `import("./page/records.js").then(({ Records }) => {
		localStorage.removeItem("socketlab.records");
		const records = new Records();
		records.add({ lesson: "echo", experiment: "leaving", chosen: "1" });
		records.add({ lesson: "echo", experiment: "leaving", prediction: 'he said "5, 6"', chosen: "1", verdict: "5", held: "no", seed: 7, time: "2026-01-02T03:04:05.678Z" });
		const again = new Records();
		return [again.last("echo", "leaving").verdict, again.csv("=小明")].join("|");
	})`
	want := "5|\ufeffnickname,lesson,experiment,prediction,verdict,held,seed,time\r\n" +
		"'=小明,echo,leaving,\"he said \"\"5, 6\"\"\",5,no,7,2026-01-02T03:04:05.678Z\r\n"
	if got := p.after(script); got != want {
		t.Errorf("the table is %q, want %q", got, want)
	}
	p.catch()
	for _, test := range []struct{ nickname, file string }{
		{"", "socketlab.csv"},
		{"小明", "socketlab-小明.csv"},
		{" ../A b:*?.exe ", "socketlab-A-b-exe.csv"},
		{"\u202e<>", "socketlab.csv"},
	} {
		p.do(`window.files = {}`)
		p.fill("#text .experiment #nickname", test.nickname)
		p.click("#csv")
		p.until(fmt.Sprintf(`Object.keys(window.files).join() === %q`, test.file))
	}
	p.click("#language")
	p.until(`document.querySelector("#text .experiment .nickname")?.innerText === "CSV 里的昵称（可不填）"`)
	p.click("#language")
	p.quiet()
}

// held compares predictions with verdicts.
func held(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	for _, test := range []struct{ prediction, verdict, want string }{
		{`"1"`, `{ decided: true, option: 1 }`, "yes"},
		{`"0"`, `{ decided: true, option: 1 }`, "no"},
		{`"0"`, `{ decided: true, option: -1 }`, "no"},
		{`"unsure"`, `{ decided: true, option: 1 }`, ""},
		{`undefined`, `{ decided: true, option: 1 }`, ""},
		{`"1"`, `{ decided: false, option: -1 }`, ""},
		{`"1"`, `undefined`, ""},
	} {
		got := p.after(fmt.Sprintf(`import("./page/verdict.js").then(({ held }) => held({ prediction: %s, verdict: %s }))`, test.prediction, test.verdict))
		if got != test.want {
			t.Errorf("of %s, when the verdict is %s: %q, want %q", test.prediction, test.verdict, got, test.want)
		}
	}
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("there is no %q in:\n%s", part, text)
		}
	}
}
