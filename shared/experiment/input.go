package experiment

import (
	"io"
	"sync"
)

// An Input is what an experiment types into the client, as RunConfig.Stdin: each Read
// is one line, so that a line is typed when the client asks for it.
type Input struct {
	// Typed is called with each line, once the client has asked for it; it may be nil.
	Typed func(line string)

	open    bool
	asked   chan struct{} // closed once all lines are typed, and more is asked for
	closed  chan struct{}
	asking  sync.Once
	closing sync.Once

	mu    sync.Mutex
	lines []string
	rest  string // of a line that was longer than the Read
}

var _ io.ReadCloser = (*Input)(nil)

// Stdin returns the run's input.
func (r *Run) Stdin() *Input {
	return &Input{lines: r.Input, open: r.Open, asked: make(chan struct{}), closed: make(chan struct{})}
}

// Read types the next line, or a rest of it. After the last it finds the end of the
// input; if that is open it waits for Close, and returns io.ErrClosedPipe.
func (in *Input) Read(b []byte) (int, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.rest == "" && len(in.lines) > 0 {
		line := in.lines[0]
		in.lines, in.rest = in.lines[1:], line+"\n"
		if in.Typed != nil {
			in.Typed(line)
		}
	}
	if in.rest != "" {
		n := copy(b, in.rest)
		in.rest = in.rest[n:]
		return n, nil
	}
	in.asking.Do(func() { close(in.asked) })
	if !in.open {
		return 0, io.EOF
	}
	<-in.closed
	return 0, io.ErrClosedPipe
}

// Close ends a Read that waits.
func (in *Input) Close() error {
	in.closing.Do(func() { close(in.closed) })
	return nil
}
