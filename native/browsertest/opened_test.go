package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const header = `{"socketlab":"trace","version":1}` + "\n"

// crowd returns a trace of n packets of five clients to a server that prints.
func crowd(n int) []byte {
	var text strings.Builder
	text.WriteString(header)
	seq := 0
	add := func(ms int, kind, host, more string) {
		seq++
		fmt.Fprintf(&text, `{"seq":%d,"kind":%q,"time":%d,"clock":"virtual","host":%q,%s}`+"\n", seq, kind, ms*1_000_000, host, more)
	}
	for i := range n {
		host := fmt.Sprintf("client%d", i%5+1)
		packet := func(fate string) string {
			return fmt.Sprintf(`"bytes":"aGVsbG8=","len":5,"local":"10.0.0.1:9","peer":"10.0.0.2:1","packet":{"fate":%q,"link":"%s>server","flow":%q,"class":"data","n":%d,"size":33}`, fate, host, host, i+1)
		}
		add(i*2, "packet", host, packet("sent"))
		if i%10 == 9 {
			add(i*2, "packet", host, packet("dropped"))
			continue
		}
		add(i*2+1, "packet", "server", packet("delivered"))
		if i%3 == 0 {
			add(i*2+1, "stdout", "server", fmt.Sprintf(`"text":"got %d\n"`, i+1))
		}
	}
	return []byte(text.String())
}

// opens opens a trace of hosts that no lesson has, and looks at all views of it.
func opens(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.drop("crowd.jsonl", crowd(1000))
	p.until(`document.querySelector("#state").innerText.startsWith("crowd.jsonl: ")`)
	p.until(`[...document.querySelectorAll("#heads .lane")].map((one) => one.innerText).join() === "client1,client2,client3,client4,client5,server"`)
	p.until(`document.querySelector('#timeline [data-kind="packet"]')`)
	p.prints("server", "got 1\ngot 4\n")
	p.table()
	p.until(`document.querySelectorAll("#calls .call").length === 200 && document.querySelector('[data-rows="earlier"]')`)
	first := p.value(`document.querySelector("#calls .call").innerText`)
	p.click(`[data-rows="earlier"]`)
	p.until(`document.querySelector('[data-rows="later"]')`)
	if now := p.value(`document.querySelector("#calls .call").innerText`); now == first {
		t.Errorf("the first row is still %q", now)
	}
	if n := p.value(`String(document.querySelectorAll("#calls .call").length)`); n != "200" {
		t.Errorf("%s rows are there, want 200", n)
	}
	p.do(`document.querySelector("#timeline").focus()`)
	check(t, p.keys(p.ctx, kb.Home))
	p.until(`document.querySelector("#panel-bytes .ruler")?.textContent.includes("h68e65")`)
	p.click("#language")
	p.prints("server", "got 1\ngot 4\n")
	p.click("#language")
	p.quiet()
}

// opensNone opens what is no trace: the page says which line is wrong, and keeps what
// is there.
func opensNone(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	const good = `{"seq":1,"kind":"stdout","time":0,"host":"client","text":"hi\n"}` + "\n"
	for _, test := range []struct{ name, text, want string }{
		{"none", "hello", "line 1 must begin"},
		{"version", `{"socketlab":"trace","version":2}`, "version 2"},
		{"cut", header + good + `{"seq":2,`, "line 3 is no JSON"},
		{"field", header + good + "\n" + `{"seq":2,"kind":"packet","time":0,"host":"client"}`, "line 4: packet"},
		{"bytes", header + `{"seq":2,"kind":"enter","call":"send","time":0,"host":"client","bytes":"?"}`, "line 2: bytes"},
		{"empty", header, "no events"},
	} {
		p.drop(test.name+".jsonl", []byte(test.text))
		p.until(fmt.Sprintf(`document.querySelector(".fails").innerText.includes(%q) && document.querySelector(".fails").innerText.startsWith(%q)`, test.want, test.name+".jsonl cannot be shown: "))
	}
	p.until(`document.querySelector("#state").dataset.state === "idle"`)
	p.quiet()
}

// scrub moves the cursor.
func (p *tab) scrub(to int) {
	p.t.Helper()
	p.do(fmt.Sprintf(`(() => { const a = document.querySelector("#replay"); a.value = %d; a.dispatchEvent(new Event("input", {bubbles: true})) })()`, to))
}

// replays goes through a run that is over.
func replays(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.until(`document.querySelector(".replay").hidden`)
	p.play("lossy", "7")
	const printed = `document.querySelector('.terminal[data-host="client"] .screen').textContent`
	all := p.value(printed)
	p.scrub(0)
	p.until(printed + ` === ""`)
	p.until(`document.querySelector("#timeline .later") && !document.querySelector(".line[data-host]")`)
	p.scrub(20)
	p.until(`document.querySelector("#replay").getAttribute("aria-valuetext").startsWith("event 20 of ")`)
	p.until(`document.querySelector('.line[data-host="client"]') && document.querySelector("#timeline .chosen")`)
	p.fill("#replay-speed", "100")
	p.click("#replay-play")
	p.until(`document.querySelector("#replay").value === document.querySelector("#replay").max && !document.querySelector("#timeline .later")`)
	if again := p.value(printed); again != all {
		t.Errorf("after the replay the client's terminal has\n%s\nafter the run it had\n%s", again, all)
	}
	p.do(`document.querySelector("#replay").focus()`)
	check(t, p.keys(p.ctx, kb.Home))
	p.until(`document.querySelector("#replay").value === "0" && ` + printed + ` === ""`)
	p.click("#go")
	p.until(`document.querySelector(".replay").hidden`)
	p.ends("ended")
	p.quiet()
}

// compares keeps a run, and has others beside it.
func compares(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.play("lossy", "7")
	p.click(`[data-tool="compare"]`)
	p.until(`document.querySelector(".parts").innerText.includes("kept as A")`)
	p.play("lossy", "8")
	p.until(`/The runs part at event \d+ of A and event \d+ of B/.test(document.querySelector(".parts").innerText)`)
	p.until(`document.querySelectorAll(".sides text.flag").length === 2`)
	p.until(`document.querySelector(".kept h3").innerText === "A · lossy-7"`)
	p.drop("one.jsonl", crowd(3))
	p.until(`/The runs part at event 1 of [AB], which [AB] does not have/.test(document.querySelector(".parts").innerText)`)
	p.click(`[data-tool="compare"]`)
	p.until(`document.querySelector(".kept").hidden && !document.querySelector("text.flag")`)
	p.click(`[data-tool="compare"]`)
	p.drop("same.jsonl", crowd(3))
	p.until(`document.querySelector(".parts p").innerText === "No difference in 7 events."`)
	p.quiet()
}

// comparesLessons compares runs of two lessons: their ports are no difference, and each
// run is in numbers.
func comparesLessons(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	for _, lesson := range []string{"gobackn", "selectiverepeat"} {
		p.click(`[data-lesson="` + lesson + `"]`)
		p.fill("#network-seed", "5")
		p.fill("#speed", "10")
		p.click("#go")
		p.enter("")
		p.ends("ended")
		if lesson == "gobackn" {
			p.click(`[data-tool="compare"]`)
		}
	}
	p.until(`document.querySelectorAll(".parts .counts").length === 2`)
	printed := regexp.MustCompile(`\d+ retransmissions`).FindString(p.value(`document.querySelector('.terminal[data-host="client"] .screen').innerText`))
	got := p.value(`document.querySelector(".parts").innerText`)
	if want := regexp.MustCompile(`A: \d+ packets sent, \d+ lost, \d+ sent again; .*\n+B: \d+ packets sent, \d+ lost, ` + strings.Fields(printed + " none")[0] + ` sent again; `); !want.MatchString(got) {
		t.Errorf("the comparison says, which is not %s:\n%s", want, got)
	}
	if strings.Contains(got, "bind") || strings.Contains(got, "12349") {
		t.Errorf("the port is a difference:\n%s", got)
	}
	p.quiet()
}

// views has the command show a trace.
func views(t *testing.T, browser context.Context, path string) {
	file := filepath.Join(t.TempDir(), "a run.jsonl")
	check(t, os.WriteFile(file, crowd(10), 0o600))
	cmd := exec.Command(path, "view", file)
	url := address(t, cmd, `^The trace: +(\S+)$`)
	p := openTab(t, browser)
	p.goTo(url)
	p.until(`document.querySelector("#state").innerText === "a run.jsonl: 23 events"`)
	p.prints("server", "got 1\n")
	const alone, folded = `getComputedStyle(document.querySelector("#text")).display === "none"`, `document.querySelector(".dock").hasAttribute("data-folded")`
	p.until(alone) // it is no lesson's
	p.click(".fold")
	p.until(folded + ` && !document.querySelector("#terminals").checkVisibility()`)
	p.table()
	p.until("!" + folded)
	p.click(`[data-tool="alone"]`)
	p.until("!document.body.hasAttribute('data-alone')")
	p.quiet()
	check(t, cmd.Process.Signal(syscall.SIGINT))
	if err := cmd.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v", err)
	}
}
