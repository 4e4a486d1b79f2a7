package main

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// A queue writes lines in the background, so that a terminal which is slower
// than the clients, or stopped with Ctrl-S, never holds up a server. What it
// cannot keep up with it drops, and says so.
type queue struct {
	longest int // bytes shown of a line; set before the first
	lines   chan []byte
	dropped atomic.Int64
	done    chan struct{}

	mu     sync.RWMutex // held, shared, while a line is queued
	closed bool
}

const (
	queueLength = 1024 // lines
	lineLength  = 400  // bytes shown of a line, if nothing else is said
)

func newQueue(w io.Writer) *queue {
	q := &queue{longest: lineLength, lines: make(chan []byte, queueLength), done: make(chan struct{})}
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

// Write queues whole lines; a long one is cut. After Close it does nothing.
func (q *queue) Write(b []byte) (int, error) {
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.closed {
		return len(b), nil
	}
	for line := range bytes.Lines(b) {
		select {
		case q.lines <- shortened(line, q.longest):
		default:
			q.dropped.Add(1)
		}
	}
	return len(b), nil
}

// shortened returns a copy of a line, at most longest bytes of it.
func shortened(line []byte, longest int) []byte {
	if len(line) <= longest {
		return bytes.Clone(line)
	}
	n := longest
	for n > longest-utf8.UTFMax && !utf8.RuneStart(line[n]) {
		n--
	}
	return fmt.Appendf(bytes.Clone(line[:n]), "… (%d bytes)\n", len(line))
}

// Close writes what is queued.
func (q *queue) Close() {
	q.mu.Lock()
	q.closed = true
	close(q.lines)
	q.mu.Unlock()
	<-q.done
}
