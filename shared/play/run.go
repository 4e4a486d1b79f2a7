package play

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/trace"
)

// A run is one lesson that plays.
type run struct {
	player *Player
	number int
	lesson *lesson.Lesson
	config lesson.RunConfig
	stdin  *stdin
	window *window
	cancel context.CancelCauseFunc

	scenario *scenario.Scenario // nil: the player's network
	clock    *link.PacedClock   // of the scenario's
}

// newRun checks what the page asks for.
func (p *Player) newRun(m Message) (*run, error) {
	l, err := course.Find(m.Lesson)
	if err != nil {
		return nil, err
	}
	if _, err := l.Set(m.Knobs); err != nil {
		return nil, err
	}
	addr := local(l.Addr)
	if m.Addr != "" {
		if addr, err = parseAddr(m.Addr); err != nil {
			return nil, err
		}
	}
	if m.Window < 0 {
		return nil, fmt.Errorf("window %d: must be 1 or more, or 0 for none", m.Window)
	}
	r := &run{player: p, number: m.Run, lesson: l, window: newWindow(m.Window)}
	r.stdin = newStdin(func() { r.send(Message{Kind: Asks}) })
	r.config = lesson.RunConfig{
		Roles: m.Roles, Addr: addr, Knobs: m.Knobs, Stdin: r.stdin, Quiet: p.Quiet,
		Stdout: func(role string) io.Writer { return printer{r, role} },
		Ready:  func(at socket.Addr) { r.send(Message{Kind: Ready, Addr: at.String()}) },
	}
	if m.Network != nil {
		return r, r.simulated(m.Network)
	}
	if p.Stack == nil {
		return nil, errors.New("here are virtual networks alone: give the run a network")
	}
	return r, nil
}

// parseAddr reads where a server is: the lessons use IPv4.
func parseAddr(text string) (socket.Addr, error) {
	addr, err := socket.ParseAddr(text)
	switch {
	case err != nil:
		return addr, err
	case addr.Path != "":
		return addr, fmt.Errorf("address %q: write host:port and nothing else, for example 127.0.0.1:12345", text)
	case addr.IP.Is6():
		return addr, fmt.Errorf("address %q: the lessons use IPv4: write an IPv4 address as host:port, for example 127.0.0.1:12345", text)
	}
	return addr, nil
}

// local returns addr, or where that is all interfaces, as in some tutorials,
// this machine's own.
func local(addr socket.Addr) socket.Addr {
	if addr.IP.IsUnspecified() || !addr.IP.IsValid() && addr.Host == "" {
		addr.IP = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return addr
}

// play plays the lesson until it ends or is stopped.
func (r *run) play(ctx context.Context) error {
	if r.scenario != nil {
		return r.simulate(ctx)
	}
	r.config.Trace = trace.New(trace.Config{Sinks: []trace.Sink{trace.JSON(events{r})}, Stuck: r.stuck()})
	var failed error
	r.config.Stack = func(role string) socket.Stack {
		st, err := r.player.Stack(role)
		if err != nil {
			failed = err
			return none{err}
		}
		return st
	}
	err := lesson.Run(ctx, r.lesson, r.config)
	r.config.Trace.Close()
	if failed != nil {
		return failed
	}
	return outcome(ctx, err)
}

// outcome is why a run was stopped, or else how it ended.
func outcome(ctx context.Context, err error) error {
	if why := context.Cause(ctx); why != nil && why != context.Canceled {
		return why
	}
	return err
}

// stuck says how long a standstill is: none is looked for where a peer may be
// outside of the run.
func (r *run) stuck() time.Duration {
	if n := len(r.config.Roles); n == 0 || n == len(r.lesson.Roles) {
		return 0
	}
	return -1
}

// stop ends the run, as a failure if why is one.
func (r *run) stop(why error) { r.cancel(why) }

// send sends a message of the run, once the page has room for it.
func (r *run) send(m Message) {
	r.window.wait()
	m.Run = r.number
	r.player.send(m)
}

// A printer sends what a role prints.
type printer struct {
	run  *run
	role string
}

func (p printer) Write(b []byte) (int, error) {
	p.run.send(Message{Kind: Stdout, Role: p.role, Text: string(b)})
	return len(b), nil
}

// events sends the lines of a JSON trace, but for the first, which only names
// the form.
type events struct{ run *run }

func (e events) Write(b []byte) (int, error) {
	line := bytes.TrimSpace(b)
	if !bytes.HasPrefix(line, []byte(`{"socketlab"`)) {
		e.run.send(Message{Kind: Event, Event: bytes.Clone(line)})
	}
	return len(b), nil
}
