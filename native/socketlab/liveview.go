package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/socketlab/socketlab/shared/trace"
	"golang.org/x/term"
)

// A painter keeps some lines at the end of a terminal, and changes them in place.
// What else is written to it scrolls by above them.
type painter struct {
	w       io.Writer
	size    func() (columns, rows int)
	colours bool

	mu    sync.Mutex
	lines []viewLine
	begun []byte // of a line that has not ended
	out   bytes.Buffer
}

// A viewLine is a line, and how it looks: a parameter of SGR (ECMA-48), or "".
type viewLine struct{ text, look string }

// newPainter returns a painter, or nil where stderr is no terminal that can do it.
func newPainter(c *console) *painter {
	f, ok := c.stderr.(*os.File)
	old := runtime.GOOS == "windows" && c.getenv("WT_SESSION") == "" // it shows sequences as they are
	if !ok || !isTerminal(f) || c.getenv("TERM") == "dumb" || old {
		return nil
	}
	return &painter{w: f, colours: trace.ColorWanted(f, c.getenv), size: func() (int, int) {
		columns, rows, err := term.GetSize(int(f.Fd()))
		if err != nil || columns < 1 || rows < 1 {
			return 80, 24
		}
		return columns, rows
	}}
}

// Write puts whole lines above the view.
func (p *painter) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begun = append(p.begun, b...)
	end := bytes.LastIndexByte(p.begun, '\n') + 1
	if end == 0 {
		return len(b), nil
	}
	p.erase()
	p.out.Write(p.begun[:end])
	p.begun = p.begun[end:]
	p.draw()
	return len(b), p.flush()
}

// paint changes the view. No lines: there is none.
func (p *painter) paint(lines []viewLine) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	p.lines = lines
	p.draw()
	p.flush()
}

// erase takes the view away: up to its first row (CUU) and all below (ED). If the
// terminal has become narrower, a line has become several rows.
func (p *painter) erase() {
	columns, rows := p.size()
	up := 0
	for _, line := range p.lines {
		up += max(1, (utf8.RuneCountInString(line.text)+columns-1)/columns)
	}
	if up > 0 {
		fmt.Fprintf(&p.out, "\x1b[%dA", min(up, rows-1))
		p.out.WriteString("\r\x1b[J")
	}
}

// draw writes as much of the view as there is room for.
func (p *painter) draw() {
	columns, rows := p.size()
	p.lines = p.lines[:min(len(p.lines), rows-1)]
	for i, line := range p.lines {
		p.lines[i].text = fitted(line.text, columns-1)
		text := p.lines[i].text
		if p.colours && line.look != "" {
			text = "\x1b[" + line.look + "m" + text + "\x1b[0m"
		}
		p.out.WriteString(text + "\n")
	}
}

// flush writes all at once, so that nothing flickers.
func (p *painter) flush() error {
	_, err := p.w.Write(p.out.Bytes())
	p.out.Reset()
	return err
}

// fitted returns a line that takes no more columns.
func fitted(text string, columns int) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if utf8.RuneCountInString(text) <= columns {
		return text
	}
	return string([]rune(text)[:max(0, columns-1)]) + "…"
}
