package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// A console is what a command reads and writes.
type console struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// say speaks to the person at the terminal.
func (c *console) say(format string, a ...any) {
	fmt.Fprintf(c.stderr, "socketlab: "+format+"\n", a...)
}

// shown returns stdout, or a terminal that what a peer sends cannot command.
func (c *console) shown() io.Writer {
	if isTerminal(c.stdout) {
		return visible(c.stdout)
	}
	return c.stdout
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// A screen is a terminal that several programs print to: each one's lines
// begin with its name, and a line that one has begun is not continued by another.
type screen struct {
	mu      sync.Mutex
	w       io.Writer
	partial string // who has begun a line and not ended it
	status  string // the line below all others; "": none
	failed  error  // of the first write that did
}

// writer returns what the named program prints to.
func (s *screen) writer(prefix, name string) io.Writer {
	return writerFunc(func(b []byte) (int, error) { return len(b), s.write(prefix, name, b) })
}

func (s *screen) write(prefix, name string, b []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out bytes.Buffer
	if s.status != "" && s.partial == "" {
		out.WriteString(erase)
	}
	if s.partial != "" && s.partial != name {
		out.WriteByte('\n')
		s.partial = ""
	}
	for line := range bytes.Lines(b) {
		if s.partial == "" {
			out.WriteString(prefix)
		}
		out.Write(line)
		s.partial = name
		if bytes.HasSuffix(line, []byte("\n")) {
			s.partial = ""
		}
	}
	if s.partial == "" {
		out.WriteString(s.status)
	}
	_, err := s.w.Write(out.Bytes())
	if s.failed == nil {
		s.failed = err
	}
	return err
}

// beside returns w's screen: s itself where w is the same file, so that no line is
// broken which a program has begun.
func (s *screen) beside(w io.Writer) *screen {
	if sameFile(w, s.w) {
		return s
	}
	return &screen{w: w}
}

func sameFile(a, b io.Writer) bool {
	f, ok := a.(*os.File)
	g, too := b.(*os.File)
	if !ok || !too {
		return false
	}
	x, err := f.Stat()
	y, failed := g.Stat()
	return err == nil && failed == nil && os.SameFile(x, y)
}

// end ends a line that was begun, and returns what failed of all the writes.
func (s *screen) end() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.partial != "" {
		io.WriteString(s.w, "\n")
	}
	return s.failed
}

// echoed returns r, noting that the terminal shows each line that is typed and
// so begins a new one.
func (s *screen) echoed(r io.Reader) io.Reader {
	if !isTerminal(r) {
		return r
	}
	return readerFunc(func(b []byte) (int, error) {
		n, err := r.Read(b)
		s.mu.Lock()
		defer s.mu.Unlock()
		if n > 0 && b[n-1] == '\n' {
			s.partial = ""
		}
		return n, err
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
