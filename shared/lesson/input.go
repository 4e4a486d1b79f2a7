package lesson

import (
	"bufio"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// input reads for Host.Input and Host.Text. A Read cannot be interrupted in
// general, so each line is read on a goroutine of its own, which lives until the
// Read returns.
type input struct {
	source io.Reader
	piped  bool // nobody types it

	mu      sync.Mutex
	reader  *bufio.Reader
	pending chan line // a read that nobody has taken the result of, or nil
}

type line struct {
	text string
	err  error
}

func newInput(r io.Reader, piped bool) *input {
	return &input{source: r, piped: piped, reader: bufio.NewReader(r)}
}

// line returns the next line without its end, or net.ErrClosed once ended is
// closed.
func (in *input) line(ended <-chan struct{}) (string, error) {
	text, err := in.read(ended, func() (string, error) { return in.reader.ReadString('\n') })
	return withoutEnd(text), err
}

// maxText is how many bytes Host.Text takes at most.
const maxText = 64 << 20

// text returns a line that is typed, or all that comes from a file or a pipe; one
// line is without its end there, too.
func (in *input) text(ended <-chan struct{}) (text string, more bool, err error) {
	if !in.piped {
		text, err = in.line(ended)
		return text, false, err
	}
	text, err = in.read(ended, func() (string, error) {
		b, err := io.ReadAll(io.LimitReader(in.reader, maxText+1))
		return string(b), err
	})
	if strings.Index(text, "\n") == len(text)-1 {
		text = withoutEnd(text)
	}
	return text[:min(len(text), maxText)], len(text) > maxText, err
}

func withoutEnd(line string) string {
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
}

// read returns what next reads, or net.ErrClosed once ended is closed.
func (in *input) read(ended <-chan struct{}, next func() (string, error)) (string, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	select {
	case <-ended:
		return "", net.ErrClosed
	default:
	}
	if in.pending == nil {
		in.pending = make(chan line, 1)
		go func(to chan<- line) {
			text, err := next()
			to <- line{text, err}
		}(in.pending)
	}
	select {
	case <-ended:
		return "", net.ErrClosed
	case l := <-in.pending:
		in.pending = nil
		if l.err != nil && l.text == "" {
			return "", l.err
		}
		return l.text, nil
	}
}

// stop ends a Read that still waits, if the source can do that: by a deadline
// (a pipe, a connection) or else by Close (io.Pipe). A terminal can do
// neither: its Read stays until the next line.
func (in *input) stop() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.pending == nil {
		return
	}
	switch r := in.source.(type) {
	case interface{ SetReadDeadline(time.Time) error }:
		if r.SetReadDeadline(time.Unix(1, 0)) != nil {
			return
		}
		defer r.SetReadDeadline(time.Time{})
	case io.Closer:
		r.Close()
	default:
		return
	}
	<-in.pending
	in.pending = nil
}
