package lesson

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/trace"
)

// A Host is what a role runs on: a network, an address, a terminal and knobs.
// Its methods may be used by several goroutines at once.
type Host struct {
	Stack socket.Stack // traced
	Addr  socket.Addr  // where the server binds; where the client finds it

	// Links is what is known of the network, as RunConfig.Links; it may be nil.
	Links func(from, to string) (link.Conditions, []link.Change)

	stdin  *input
	stdout io.Writer
	trace  *trace.Host
	knobs  map[string]string
	clock  link.Clock
	report func(done, total int64)
	mu     *sync.Mutex   // orders what is printed; shared by the hosts of a run
	ended  chan struct{} // closed when the run is over
	end    func()
}

// A HostConfig says what a Host is made of. Only Stack is needed.
type HostConfig struct {
	Stack  socket.Stack
	Addr   socket.Addr // zero: the lesson's
	Stdin  io.Reader   // nil: at its end
	Piped  bool        // Stdin is a file or a pipe: nobody types it
	Stdout io.Writer   // nil: discarded
	Trace  *trace.Host // may be nil
	Knobs  map[string]string
	Clock  link.Clock // of Now and Sleep, and of Stack's timeouts; nil: package time

	Links    func(from, to string) (link.Conditions, []link.Change) // as RunConfig.Links
	Progress func(done, total int64)                                // as RunConfig.Progress
}

// NewHost returns a Host for a role of the lesson, or for Serve.
func (l *Lesson) NewHost(c HostConfig) (*Host, error) {
	knobs, err := l.Set(c.Knobs)
	if err != nil {
		return nil, err
	}
	if c.Addr.IsZero() {
		c.Addr = l.Addr
	}
	if c.Stdin == nil {
		c.Stdin = strings.NewReader("")
	}
	if c.Stdout == nil {
		c.Stdout = io.Discard
	}
	if c.Clock == nil {
		c.Clock = link.SystemClock{}
	}
	c.Trace.Locate(l.Locate)
	ended := make(chan struct{})
	return &Host{
		Stack: c.Trace.Wrap(c.Stack), Addr: c.Addr,
		stdin: newInput(c.Stdin, c.Piped), stdout: c.Stdout, trace: c.Trace, knobs: knobs,
		clock: c.Clock, report: c.Progress, Links: c.Links, mu: new(sync.Mutex), ended: ended, end: sync.OnceFunc(func() { close(ended) }),
	}, nil
}

// Socket creates a socket on the host's network: socket(2).
func (h *Host) Socket(f socket.Family, t socket.Type) (*socket.Socket, error) {
	return socket.New(h.Stack, f, t, 0)
}

// Resolve returns addr with an IP address of family f in place of a name, as
// Python's gethostbyname does for IPv4.
func (h *Host) Resolve(f socket.Family, addr socket.Addr) (socket.Addr, error) {
	return addr.Resolve(context.Background(), h.Stack, f)
}

// Print prints a line to the terminal, as fmt.Println and Python's print do.
func (h *Host) Print(a ...any) { h.write(fmt.Sprintln(a...)) }

// Printf prints to the terminal without ending the line, as fmt.Printf does.
func (h *Host) Printf(format string, a ...any) { h.write(fmt.Sprintf(format, a...)) }

// write prints. A terminal that has gone away does not stop a program here.
func (h *Host) write(s string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.trace.Stdout(s)
	io.WriteString(h.stdout, s)
}

// Input prints the prompt and reads one line, as Python's input does; the
// line's end, "\n" or "\r\n", is left out, and any other bytes are kept.
// Errors: io.EOF at the end of the input, net.ErrClosed when the run is over.
func (h *Host) Input(prompt string) (string, error) {
	h.write(prompt)
	done := h.trace.WaitStdin()
	line, err := h.stdin.line(h.ended)
	done()
	if err != nil {
		return "", err
	}
	h.trace.Stdin(line)
	return line, nil
}

// Text prints the prompt and reads a text: a line, as Input does, or all of a
// file or a pipe, at most 64 MiB. At the end of the input it is empty.
func (h *Host) Text(prompt string) []byte {
	h.write(prompt)
	done := h.trace.WaitStdin()
	text, more, err := h.stdin.text(h.ended)
	done()
	if err != nil {
		return nil
	}
	h.trace.Stdin(text[:min(len(text), maxTraced)])
	if more {
		h.Printf("the text is cut after %d bytes\n", len(text))
	}
	return []byte(text)
}

// maxTraced is how many bytes of a text are in the trace.
const maxTraced = 1024

// Progress tells whoever runs the lesson how far it has come, in bytes.
func (h *Host) Progress(done, total int64) {
	if h.report != nil {
		h.report(done, total)
	}
}

// Now returns the time, for a protocol's timers: as Python's time.monotonic, it
// is good for differences.
func (h *Host) Now() time.Time { return h.clock.Now() }

// Sleep waits, as a program does that is busy with something else. It ends
// early when the run is over.
func (h *Host) Sleep(d time.Duration) {
	defer h.trace.Busy()()
	t := h.clock.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C():
	case <-h.ended:
	}
}

// TimedOut reports whether a call waited longer than its socket's timeout.
// That a call may not wait at all (EAGAIN) is another matter.
func TimedOut(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// Report prints that a server's exchange with a peer failed, if err says so, so
// that the server can go on with others. That the server's sockets were closed
// because its run is over (net.ErrClosed) is no failure.
func (h *Host) Report(peer socket.Addr, err error) {
	if err != nil && !errors.Is(err, net.ErrClosed) {
		h.Print("来自", peer.Tuple(), "的连接出错:", Cause(err))
	}
}

// Cause returns the name of the system error behind err, as Python's
// errno.errorcode has it: "ECONNRESET"; or err's text where there is none.
func Cause(err error) string {
	if name := socket.ErrnoOf(err); name != "" {
		return string(name)
	}
	return err.Error()
}
