package browsertest

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

// TestPage uses the page as its readers do.
func TestPage(t *testing.T) {
	browser := Chromium(t)
	path := buildLab(t)
	if taken, err := net.Listen("tcp", "127.0.0.1:12345"); err == nil { // echo's: its server moves
		defer taken.Close()
	}
	lab := startLab(t, path, "127.0.0.1:0")
	t.Run("echo", func(t *testing.T) {
		p := open(t, browser, lab.url)
		p.set("echo", "native", "page", "127.0.0.1:0")
		p.click("#go")
		p.enter("你好")
		p.prints("client", "你好，客户端！你发送了：你好")
		p.prints("server", "接收到来自客户端的数据: 你好")
		p.enter("exit")
		p.ends("ended")
		p.table()
		p.until(`document.querySelector('.call[data-host="client"][data-op="connect"]')`)
		p.quiet()
	})
	t.Run("datagram", func(t *testing.T) {
		p := open(t, browser, lab.url)
		p.set("datagram", "native", "page", "127.0.0.1:0")
		p.click("#go")
		p.enter("hello")
		p.prints("client", "你发送了：hello")
		p.click("#go")
		p.ends("stopped")
		p.table()
		p.until(`document.querySelector('.call[data-op="recvfrom"][data-host="server"][data-state="cut"]')?.innerText.includes("the run ended")`)
		p.quiet()
	})
	t.Run("at once", func(t *testing.T) { // before the program is loaded and connected
		p := openTab(t, browser)
		p.goTo(lab.url + "#lesson=hello")
		p.click(`[data-role="client"] [value="page"]`)
		p.click("#go")
		p.ends("ended")
		p.quiet()
	})
	t.Run("an input method's Enter", func(t *testing.T) { composition(t, browser, lab) })
	t.Run("server in the page", func(t *testing.T) { serverInPage(t, browser, lab) })
	t.Run("front page", func(t *testing.T) { front(t, browser, lab) })
	t.Run("accessible", func(t *testing.T) { accessible(t, browser, lab) })
	t.Run("links", func(t *testing.T) { links(t, browser, lab) })
	t.Run("links of experiments", func(t *testing.T) { shares(t, browser, lab) })
	t.Run("signs", func(t *testing.T) { signed(t, browser, lab) })
	t.Run("a line is waited for", func(t *testing.T) { asks(t, browser, lab) })
	t.Run("drops", func(t *testing.T) { drops(t, browser, lab) })
	t.Run("reload", func(t *testing.T) { reload(t, browser, lab) })
	t.Run("two tabs", func(t *testing.T) { twoTabs(t, browser, lab) })
	t.Run("refused", func(t *testing.T) {
		p := open(t, browser, lab.url)
		p.set("hello", "none", "page", "127.0.0.1:1")
		p.click("#go")
		p.ends("failed")
		p.until(`document.querySelector("#error").innerText.includes("ECONNREFUSED")`)
		p.quiet()
	})
	t.Run("a port in use", func(t *testing.T) {
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		check(t, err)
		defer taken.Close()
		p := open(t, browser, lab.url)
		p.set("echo", "page", "none", taken.Addr().String())
		p.click("#go")
		p.ends("failed")
		p.until(`document.querySelector("#error").innerText.includes("EADDRINUSE")`)
		p.quiet()
	})
	t.Run("the trace", func(t *testing.T) { traces(t, browser, lab) })
	t.Run("order", func(t *testing.T) { order(t, browser, lab) })
	t.Run("choices", func(t *testing.T) { choices(t, browser, lab) })
	t.Run("servers", func(t *testing.T) { tutorials(t, browser, lab) })
	t.Run("no server", func(t *testing.T) { alone(t, browser) })
	t.Run("repetitions", func(t *testing.T) { repeats(t, browser) })
	t.Run("TCP is loaded", func(t *testing.T) { loads(t, browser) })
	t.Run("experiments", func(t *testing.T) { learns(t, browser, lab) })
	t.Run("code in the text", func(t *testing.T) { excerpts(t, browser, lab) })
	t.Run("parts as one", func(t *testing.T) { joins(t, browser, lab) })
	t.Run("knobs in the code", func(t *testing.T) { turns(t, browser, lab) })
	t.Run("experiments without a server", func(t *testing.T) { tries(t, browser) })
	t.Run("charts", func(t *testing.T) { charts(t, browser, lab, path) })
	t.Run("records", func(t *testing.T) { keeps(t, browser, lab) })
	t.Run("records of predictions", func(t *testing.T) { held(t, browser, lab) })
	t.Run("without the token", func(t *testing.T) { refused(t, browser, path) })
	t.Run("sent away", func(t *testing.T) { sentAway(t, browser, lab) })
	t.Run("the lab is killed", func(t *testing.T) { killed(t, browser, path) })
}

// composition types as a Chinese input method does: the Enter that ends a
// composition sends nothing, the next one does.
func composition(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.set("echo", "native", "page", "127.0.0.1:0")
	p.click("#go")
	p.until(`document.querySelector("#stdin")?.disabled === false`)
	enter := func(composing bool) {
		p.do(fmt.Sprintf(`document.querySelector("#stdin").dispatchEvent(
			new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, isComposing: %v}))`, composing))
	}
	p.do(`document.querySelector("#stdin").value = "你"`)
	enter(true)
	p.do(`document.querySelector("#stdin").value = "你好"`)
	enter(false)
	p.prints("client", "你发送了：你好")
	if text := p.value(`document.querySelector('.terminal[data-host="server"]').innerText`); strings.Contains(text, "数据: 你\n") {
		t.Errorf("the Enter of the composition sent a line:\n%s", text)
	}
	p.enter("exit")
	p.ends("ended")
	p.quiet()
}

// serverInPage has a program of this machine use a server in the page.
func serverInPage(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.set("echo", "page", "none", "127.0.0.1:0")
	p.click("#go")
	c, err := net.Dial("tcp", p.at())
	check(t, err)
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	_, err = c.Write([]byte("你好"))
	check(t, err)
	buf := make([]byte, 100)
	n, err := c.Read(buf)
	check(t, err)
	if got := string(buf[:n]); got != "你好，客户端！你发送了：你好" {
		t.Errorf("the server in the page answers %q", got)
	}
	p.prints("server", "你好")
	p.click("#go")
	p.ends("stopped")
	p.quiet()
}

// reload binds a port, reloads, and binds it again: the old socket is gone.
func reload(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.set("datagram", "page", "none", "127.0.0.1:0")
	p.click("#go")
	at := p.at()
	check(t, p.reload(p.ctx))
	p.connected()
	free(t, at)
	p.set("datagram", "page", "none", at)
	p.click("#go")
	if again := p.at(); again != at {
		t.Errorf("the server is at %s, want %s", again, at)
	}
	p.quiet()
}

// free waits until a UDP port can be bound.
func free(t *testing.T, at string) {
	t.Helper()
	limit := time.Now().Add(5 * time.Second)
	for {
		c, err := net.ListenPacket("udp", at)
		if err == nil {
			c.Close()
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("%s is still taken after 5 s: %v", at, err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// twoTabs has a client in one tab use a server in another.
func twoTabs(t *testing.T, browser context.Context, lab *lab) {
	first, second := open(t, browser, lab.url), open(t, browser, lab.url)
	first.set("echo", "page", "none", "127.0.0.1:0")
	first.click("#go")
	second.set("echo", "none", "page", first.at())
	second.click("#go")
	second.enter("隔壁")
	second.prints("client", "你发送了：隔壁")
	first.prints("server", "隔壁")
	second.enter("exit")
	second.ends("ended")
	first.quiet()
	second.quiet()
}

// killed kills the lab in the middle of a run, and starts it again: the run ends
// with a name, the page says so, connects again and plays on.
func killed(t *testing.T, browser context.Context, path string) {
	lab := startLab(t, path, "127.0.0.1:0")
	p := open(t, browser, lab.url)
	p.set("echo", "page", "none", "127.0.0.1:0")
	p.click("#go")
	at := p.at()
	lab.kill()
	p.ends("failed")
	p.until(`document.querySelector("#state").innerText.includes("ENETDOWN")`)
	p.until(`["waiting", "connecting"].includes(document.querySelector("#link").dataset.state)`)
	if c, err := net.Dial("tcp", at); err == nil {
		c.Close()
		t.Errorf("%s still listens", at)
	}
	startLab(t, path, lab.address())
	p.connected()
	p.click("#go")
	p.at()
	for _, m := range p.said() {
		if !strings.Contains(m, "ERR_CONNECTION_REFUSED") && !strings.Contains(m, "WebSocket") { // which no page can keep out
			t.Errorf("the console: %s", m)
		}
	}
}
