package browsertest

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/trace"
)

// TestRecording exports runs, opens them, goes through them and compares them.
func TestRecording(t *testing.T) {
	browser := Chromium(t)
	path := buildLab(t)
	lab := startLab(t, path, "127.0.0.1:0", "--no-servers")
	t.Run("export", func(t *testing.T) { exports(t, browser, lab) })
	t.Run("two parts", func(t *testing.T) { exportsParts(t, browser, lab) })
	t.Run("open", func(t *testing.T) { opens(t, browser, lab) })
	t.Run("no trace", func(t *testing.T) { opensNone(t, browser, lab) })
	t.Run("replay", func(t *testing.T) { replays(t, browser, lab) })
	t.Run("compare", func(t *testing.T) { compares(t, browser, lab) })
	t.Run("compare lessons", func(t *testing.T) { comparesLessons(t, browser, lab) })
	t.Run("view", func(t *testing.T) { views(t, browser, path) })
}

// catch keeps the files that the page gives to its reader, instead of saving them.
func (p *tab) catch() {
	p.do(`(() => {
		window.files = {};
		HTMLAnchorElement.prototype.click = async function () {
			const bytes = new Uint8Array(await (await window.blobs.get(this.href)).arrayBuffer());
			window.files[this.download] = btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
		};
		window.blobs = new Map();
		const create = URL.createObjectURL;
		URL.createObjectURL = (blob) => { const url = create(blob); window.blobs.set(url, blob); return url; };
	})()`)
}

// export chooses an item of the menu, and returns the file.
func (p *tab) export(item, name string) []byte {
	p.t.Helper()
	p.click(`[data-tool="export"]`)
	p.click(`[data-item="` + item + `"]`)
	p.until(fmt.Sprintf(`window.files[%q]`, name))
	file, err := base64.StdEncoding.DecodeString(p.value(fmt.Sprintf(`window.files[%q]`, name)))
	check(p.t, err)
	return file
}

// drop drops a file on the page.
func (p *tab) drop(name string, text []byte) {
	p.t.Helper()
	p.do(fmt.Sprintf(`(() => {
		const data = new DataTransfer();
		data.items.add(new File([Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))], %q));
		window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
	})()`, base64.StdEncoding.EncodeToString(text), name))
}

// play runs a lesson on a virtual network with a seed, to its end.
func (p *tab) play(lesson, seed string) {
	p.t.Helper()
	p.click(`[data-lesson="` + lesson + `"]`)
	p.click(`[name="network"][value="virtual"]`)
	p.fill("#network-seed", seed)
	p.fill("#speed", "10")
	p.click("#go")
	p.ends("ended")
}

func readTrace(t *testing.T, text []byte) []trace.Event {
	t.Helper()
	events, err := trace.ReadJSON(bytes.NewReader(text))
	check(t, err)
	return events
}

// exports takes a run along in every form. Its lines are those that the command
// writes for the same seed, but for the times, and byte for byte what package trace
// writes for the events.
func exports(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.catch()
	p.until(`document.querySelector('[data-tool="export"]').disabled`)
	p.play("lossy", "7")

	lines := p.export("exportJSON", "lossy-7.jsonl")
	events := readTrace(t, lines)
	var again bytes.Buffer
	sink := trace.JSON(&again)
	for i := range events {
		sink.Event(&events[i])
	}
	if diff := cmp.Diff(again.String(), string(lines)); diff != "" {
		t.Errorf("lines (-package trace +page):\n%s", diff)
	}
	file := filepath.Join(t.TempDir(), "run.jsonl")
	out, err := exec.Command(lab.path, "run", "lossy", "--loss", "20%", "--delay", "50ms", "--seed", "7", "--speed", "10", "--trace", "json", "--trace-file", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	written, err := os.ReadFile(file)
	check(t, err)
	if d := trace.Diff(sent(readTrace(t, written)), sent(events)); d != nil {
		t.Errorf("the command's run and the page's part:\n%s", d)
	}

	svg := string(p.export("exportSVG", "lossy-7.svg"))
	for _, want := range []string{`A lossy network · seed 7`, `>client</text>`, `>server</text>`, `send("ping 1`, `fill="rgb(`, `font-family="`} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture has no %s", want)
		}
	}
	if strings.Contains(svg, "var(") || strings.Contains(svg, "class=") {
		t.Error("the picture needs a style sheet")
	}
	if png := p.export("exportPNG", "lossy-7.png"); !bytes.HasPrefix(png, []byte("\x89PNG\r\n")) {
		t.Errorf("the PNG begins with %q", png[:min(8, len(png))])
	}
	capture(t, p.export("exportPcapng", "lossy-7.pcapng"), events)
	p.quiet()
}

// sent returns the packets that were sent and lost: what a seed decides. What arrives
// depends on when the programs took their turns.
func sent(events []trace.Event) (all []trace.Event) {
	for _, e := range events {
		if e.Packet != nil && e.Packet.Link == "client>server" && (e.Packet.Fate == "sent" || e.Packet.Fate == "dropped") {
			all = append(all, e)
		}
	}
	return all
}

// capture has tshark read the packets of a run.
func capture(t *testing.T, file []byte, events []trace.Event) {
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Log("tshark is not installed: scripts/tools does that")
		return
	}
	name := filepath.Join(t.TempDir(), "run.pcapng")
	check(t, os.WriteFile(name, file, 0o600))
	out, err := exec.Command(tshark, "-r", name, "-T", "fields", "-e", "udp.payload", "-Y", `frame.interface_name == "server" && udp.dstport == 12346`).Output()
	check(t, err)
	var want strings.Builder
	for _, e := range events {
		if e.Packet != nil && e.Packet.Link == "client>server" && e.Packet.Fate == "delivered" {
			fmt.Fprintf(&want, "%x\n", e.Bytes)
		}
	}
	if diff := cmp.Diff(want.String(), string(out)); diff != "" {
		t.Errorf("what arrives at the server (-trace +tshark):\n%s", diff)
	}
}

// exportsParts exports a run whose sides were apart: its events are numbered as one.
func exportsParts(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.catch()
	p.set("hello", "native", "page", "127.0.0.1:0")
	p.click("#go")
	p.ends("ended")
	events := readTrace(t, p.export("exportJSON", "hello.jsonl"))
	hosts := map[string]int{}
	for i, e := range events {
		hosts[e.Host]++
		if e.Seq != int64(i+1) || i > 0 && e.Time < events[i-1].Time {
			t.Errorf("event %d is number %d, at %v", i+1, e.Seq, e.Time)
		}
		if e.Kind == trace.KindReturn && (events[e.Enter-1].Call != e.Call || events[e.Enter-1].Host != e.Host) {
			t.Errorf("event %d, %s of %s, is the return of event %d, %s", e.Seq, e.Call, e.Host, e.Enter, events[e.Enter-1].Call)
		}
	}
	if hosts["client"] == 0 || hosts["server"] == 0 {
		t.Errorf("events by host: %v", hosts)
	}
	p.goTo("about:blank")
}
