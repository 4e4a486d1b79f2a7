package browsertest

import (
	"context"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

const (
	linkText   = `document.querySelector("#link").innerText`
	setupText  = `(document.querySelector("#settings").open = true, document.querySelector("#setup").innerText)`
	serverHint = `document.querySelector('.terminal[data-host="server"] .hint').innerText`
	clientHint = `document.querySelector('.terminal[data-host="client"] .hint').innerText`
)

// choices sets up a lesson, reloads, and looks at it in both languages.
func choices(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.set("timeout", "page", "none", "127.0.0.1:0")
	p.do(`(() => { const a = document.querySelector("#knob-timeout"); a.value = "3s"; a.dispatchEvent(new Event("input")) })()`)
	check(t, p.reload(p.ctx))
	p.connected()
	const chosen = `[...document.querySelectorAll("#setup input:checked, #setup input[type=text]")].map((one) => one.value).join()`
	if got, want := p.value(chosen), "real,page,none,127.0.0.1:0,1024,3s"; got != want {
		t.Errorf("after a reload %s is chosen, want %s", got, want)
	}
	p.click("#go")
	at := p.at()
	p.until(clientHint + `.includes("nc 127.0.0.1 ` + at[strings.LastIndex(at, ":")+1:] + `")`)
	p.click("#go")
	p.ends("stopped")
	if got := p.value(clientHint); strings.Contains(got, "nc ") {
		t.Errorf("after Stop the client's pane says %q", got)
	}
	p.set("timeout", "page", "none", "")
	p.until(setupText + `.includes("Empty: the lesson's own, 127.0.0.1:")`)
	english := p.value(setupText)
	p.click("#language")
	chinese := p.value(setupText)
	p.click("#language")
	if !strings.Contains(english, "a time such as 500ms") || !strings.Contains(chinese, "一段时间，如 500ms") || strings.Contains(chinese, "number") {
		t.Errorf("what the knobs take: %s\n%s", english, chinese)
	}
	p.quiet()
}

// tutorials looks for a server that the lab runs at another port than its
// tutorial's, and in a lab that runs none.
func tutorials(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.click(`[data-lesson="echo"]`)
	p.click(`[data-role="server"] [value="none"]`)
	p.until(setupText + `.includes("the tutorial's server that runs at")`)
	at := regexp.MustCompile(`runs at (\S+)`).FindStringSubmatch(p.value(setupText))[1]
	if strings.HasSuffix(at, ":12345") {
		t.Errorf("the server is said to be at %s, which is another program's", at)
	}
	p.click("#go")
	p.enter("exit")
	p.ends("ended")
	p.quiet()
	none := startLab(t, lab.path, "127.0.0.1:0", "--no-servers")
	p = open(t, browser, none.url)
	p.click(`[data-lesson="echo"]`)
	p.click(`[data-role="server"] [value="none"]`)
	p.until(serverHint + `.includes("Start your own server at localhost:12345")`)
	if text := p.value(setupText); strings.Contains(text, "the tutorial's server") {
		t.Errorf("a lab without servers has one: %s", text)
	}
	p.quiet()
}

// refused opens the page of a lab without its token, and then with it, for a
// server that every machine reaches.
func refused(t *testing.T, browser context.Context, path string) {
	lab := startLab(t, path, "127.0.0.1:0", "--no-servers", "--token", "abcdefghijklmnop", "--allow", "bind=0.0.0.0")
	base, _, _ := strings.Cut(lab.url, "#")
	p := openTab(t, browser)
	p.goTo(base + "#lesson=echo")
	p.until(linkText + `.includes("this needs a token")`)
	p.click("#go")
	p.until(`document.querySelector("#error").innerText.includes("this needs a token")`)
	if state := p.value(`document.querySelector("#state").dataset.state`); state != "idle" {
		t.Errorf("the run is %s, want idle", state)
	}
	p.until(`!document.querySelector("#connect").hidden`)
	p = open(t, browser, lab.url)
	p.set("echo", "page", "none", "0.0.0.0:0")
	p.click("#go")
	p.until(clientHint + `.includes("nc 127.0.0.1 ")`)
	if text := p.value(clientHint); !strings.Contains(text, "Other machines reach") {
		t.Errorf("of a server for every machine is said: %s", text)
	}
	p.quiet()
}

// sentAway ends a page's session as its operator does: the page says so, and
// rests until it is told to connect.
func sentAway(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.set("echo", "page", "none", "127.0.0.1:0")
	p.click("#go")
	p.at()
	list, err := exec.Command(lab.path, "sessions", lab.url).Output()
	check(t, err)
	for _, found := range regexp.MustCompile(`(?m)^(\d+) +bridge .* 1 +\d+ +\d+ +\d+ s$`).FindAllStringSubmatch(string(list), -1) {
		check(t, exec.Command(lab.path, "sessions", lab.url, "--end", found[1]).Run())
	}
	p.ends("failed")
	p.until(`document.querySelector("#error").innerText.includes("ended by the operator")`)
	p.until(linkText + `.includes("ended by the operator")`)
	p.click("#connect")
	p.connected()
	p.quiet()
}
