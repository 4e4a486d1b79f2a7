package main

import (
	"bytes"
	"fmt"
	"io"
	"sync/atomic"
	"unicode/utf8"
)

// A queue writes lines in the background, so that a terminal which is slower
// than the clients, or stopped with Ctrl-S, never holds up a server. What it
// cannot keep up with it drops, and says so.
type queue struct {
	lines   chan []byte
	dropped atomic.Int64
	done    chan struct{}
}

const (
	queueLength = 1024 // lines
	lineLength  = 400  // bytes shown of a line
)

func newQueue(w io.Writer) *queue {
	q := &queue{lines: make(chan []byte, queueLength), done: make(chan struct{})}
	go func() {
		defer close(q.done)
		for line := range q.lines {
			w.Write(line)
			if n := q.dropped.Swap(0); n > 0 {
				fmt.Fprintf(w, "… %d lines not shown\n", n)
			}
		}
	}()
	return q
}

// Write queues whole lines; a long one is cut.
func (q *queue) Write(b []byte) (int, error) {
	for line := range bytes.Lines(b) {
		select {
		case q.lines <- shortened(line):
		default:
			q.dropped.Add(1)
		}
	}
	return len(b), nil
}

// shortened returns a copy of a line, at most lineLength bytes of it.
func shortened(line []byte) []byte {
	if len(line) <= lineLength {
		return bytes.Clone(line)
	}
	n := lineLength
	for n > lineLength-utf8.UTFMax && !utf8.RuneStart(line[n]) {
		n--
	}
	return fmt.Appendf(bytes.Clone(line[:n]), "… (%d bytes)\n", len(line))
}

// Close writes what is queued. Nothing may be written to q any more.
func (q *queue) Close() {
	close(q.lines)
	<-q.done
}
