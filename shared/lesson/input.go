package lesson

import (
	"bufio"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// input reads lines for Host.Input. A Read cannot be interrupted in general,
// so each line is read on a goroutine of its own, which lives until the Read
// returns.
type input struct {
	source io.Reader

	mu      sync.Mutex
	reader  *bufio.Reader
	pending chan line // a read that nobody has taken the result of, or nil
}

type line struct {
	text string
	err  error
}

func newInput(r io.Reader) *input {
	return &input{source: r, reader: bufio.NewReader(r)}
}

// read returns the next line without its end, or net.ErrClosed once ended is
// closed.
func (in *input) read(ended <-chan struct{}) (string, error) {
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
			text, err := in.reader.ReadString('\n')
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
		text := strings.TrimSuffix(l.text, "\n")
		return strings.TrimSuffix(text, "\r"), nil
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
