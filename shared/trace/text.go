package trace

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// overtake is how long a call may take and still be written as one line.
const overtake = 20 * time.Millisecond

// A TextSink writes a trace for people, like strace: a line for each call.
//
//	0.003  client  s1    send("你好") → 6
//
// A call that waits is written when it begins, recv(1024) …, and again when it
// returns: recv(1024) → "谢谢" 6 bytes  waited 1.2 s.
type TextSink struct {
	mu    sync.Mutex
	w     io.Writer
	err   error // the first of writing
	paint paint

	hostWidth, sockWidth int
	steps                map[string]string // the last that was written, by host
	calls                map[int64]begun   // not returned yet, by Seq

	// held is the Seq of an enter event that is not written yet, for its
	// return may be next; 0 is none.
	held  int64
	since time.Time
	timer *time.Timer
}

var _ Sink = (*TextSink)(nil)

// begun is a call that has not returned.
type begun struct {
	at         time.Duration
	wait       time.Duration // how long it may wait
	host, sock string
	text, step string
}

// Text returns a sink that writes lines to w, with ANSI colours if color is
// set; see ColorWanted.
func Text(w io.Writer, color bool) *TextSink {
	return &TextSink{
		w: w, paint: paint(color), hostWidth: len("client"), sockWidth: len("s1.1"),
		steps: make(map[string]string), calls: make(map[int64]begun),
	}
}

// Event writes e, or keeps a call's beginning for a moment.
func (t *TextSink) Event(e *Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hostWidth = max(t.hostWidth, width(e.Host))
	t.sockWidth = max(t.sockWidth, len(e.Sock))
	if e.Kind == KindReturn {
		t.returned(e)
		return
	}
	t.release()
	switch e.Kind {
	case KindEnter:
		t.calls[e.Seq] = begun{e.Time, e.Timeout, e.Host, e.Sock, callText(e, sentText(e), tuple), t.step(e)}
		t.hold(e.Seq)
	case KindStdin:
		t.lines(e, "> ")
	case KindStdout:
		t.lines(e, "< ")
	case KindState:
		t.line(e.Time, e.Host, "!", t.paint.alarm(printable(e.Text)), "")
	case KindPacket:
		if e.Packet == nil || e.Packet.Fate == "delayed" && e.Packet.Stage == "delay" {
			return // not written by a Recorder; or seen when it arrives
		}
		text := printable(packetText(e.Packet))
		if e.Packet.Fate == "dropped" {
			text = t.paint.bad(text)
		}
		t.line(e.Time, e.Host, "≈", text, "")
	case KindTCP:
		if e.TCP != nil {
			t.line(e.Time, e.Host, "·", t.paint.dim(printable(tcpText(e))), "")
		}
	default:
		t.line(e.Time, e.Host, e.Sock, printable(strings.TrimSpace(string(e.Kind)+" "+e.Call+" "+e.Text)), "")
	}
}

// Flush writes what is held back and returns the first error of writing.
func (t *TextSink) Flush() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.release()
	return t.err
}

// returned writes the end of a call: with its beginning if that is held.
func (t *TextSink) returned(e *Event) {
	b, ok := t.calls[e.Enter]
	if !ok {
		b = begun{at: e.Time, host: e.Host, sock: e.Sock, text: e.Call + "(?)"}
	}
	waited := e.Time - b.at
	quick := waited <= overtake
	together := ok && quick && t.held == e.Enter
	if together {
		t.held = 0
		t.timer.Stop()
	}
	t.release()
	delete(t.calls, e.Enter)
	result := resultText(e, tuple)
	if failed(e) {
		result = t.paint.bad(errorText(e))
	}
	if strings.HasSuffix(b.text, ", 0))") && e.Local != "" && !failed(e) {
		result += ", now " + tuple(e.Local) // the system chose the port
	}
	text := b.text + " → " + result
	if together {
		t.line(b.at, b.host, b.sock, text, b.step)
		return
	}
	if !quick {
		text += "  " + t.paint.dim("waited "+seconds(waited))
	}
	t.line(e.Time, b.host, b.sock, text, "")
}

// hold keeps back an enter event until its return, another event, or time.
func (t *TextSink) hold(seq int64) {
	t.held, t.since = seq, time.Now()
	if t.timer == nil {
		t.timer = time.AfterFunc(overtake, t.late)
		return
	}
	t.timer.Reset(overtake)
}

// late is the timer's function: the held call waits.
func (t *TextSink) late() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held == 0 {
		return
	}
	if rest := overtake - time.Since(t.since); rest > 0 {
		t.timer.Reset(rest) // another call is held by now
		return
	}
	t.release()
}

// release writes the held event.
func (t *TextSink) release() {
	if t.held == 0 {
		return
	}
	t.timer.Stop()
	b := t.calls[t.held]
	t.held = 0
	text := b.text + t.paint.dim(" …")
	if b.wait > 0 {
		text += t.paint.dim(" up to " + seconds(b.wait))
	}
	t.line(b.at, b.host, b.sock, text, b.step)
}

// step returns the event's step if it is another than the host's last.
func (t *TextSink) step(e *Event) string {
	if e.Step == "" || t.steps[e.Host] == e.Step {
		return ""
	}
	t.steps[e.Host] = e.Step
	return e.Step
}

// lines writes what was typed or printed, each line marked.
func (t *TextSink) lines(e *Event, mark string) {
	for text := range strings.SplitSeq(strings.TrimSuffix(e.Text, "\n"), "\n") {
		t.line(e.Time, e.Host, "", mark+printable(text), "")
	}
}

// printable escapes what could disturb a terminal.
func printable(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r == '"' || r == '\\' || r == '\t' {
			out.WriteRune(r)
			continue
		}
		s, _ := shown(r)
		out.WriteString(s)
	}
	return out.String()
}

// line writes one line: time, host and socket in columns, then text and step.
func (t *TextSink) line(at time.Duration, host, sock, text, step string) {
	host, sock = printable(host), printable(sock)
	pad := strings.Repeat(" ", max(0, t.hostWidth-width(host)))
	who := t.paint.host(host, fmt.Sprintf("%s%s  %-*s", host, pad, t.sockWidth, sock))
	if step != "" {
		text += "  " + t.paint.dim("# "+step)
	}
	_, err := fmt.Fprintf(t.w, "%9.3f  %s  %s\n", at.Seconds(), who, text)
	if t.err == nil {
		t.err = err
	}
}
