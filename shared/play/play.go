// Package play plays lessons by messages, for a page: start, stdin and stop
// come in, what the programs print and every event of their trace go out. It is
// the same for the program in the page and for the native server. messages.md
// describes the messages.
package play

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// maxRuns is how many runs there are at once.
const maxRuns = 16

// A Player plays the runs of one page.
type Player struct {
	// Stack returns the network that a role lives on; the run closes it. nil:
	// there are virtual networks alone.
	Stack func(role string) (socket.Stack, error)

	// Simulate allows virtual networks, which take this machine's time.
	Simulate bool

	// Streams is the TCP of virtual networks, netstack.New. nil: they have
	// datagrams alone, and a program that uses this package is a third smaller.
	Streams virtual.Streams

	// Quiet is lesson.RunConfig's, for a network whose answers take time.
	Quiet time.Duration

	// Send sends a message to the page, one at a time. While it waits, the
	// run that has something to say waits too.
	Send func(Message)

	sending sync.Mutex
	running sync.WaitGroup

	mu      sync.Mutex
	runs    map[int]*run
	answers int // that have not been sent
	closed  bool
}

// Handle follows a message from the page. It does not wait for the run.
func (p *Player) Handle(m Message) {
	switch m.Kind {
	case Start:
		if err := p.start(m); err != nil {
			p.refuse(m.Run, err)
		}
		return
	case Judge:
		p.answer(func() { p.judge(m) })
		return
	case Stdin, EOF, Stop, Taken, Pace, Step:
	default:
		p.refuse(m.Run, fmt.Errorf("message of kind %q: the kinds are start, stdin, eof, stop, taken, pace, step and judge", m.Kind))
		return
	}
	p.mu.Lock()
	r := p.runs[m.Run]
	p.mu.Unlock()
	if r == nil {
		return // it has ended while the message was on its way
	}
	switch m.Kind {
	case Stdin:
		if !r.stdin.add(m.Text) {
			r.stop(fmt.Errorf("stdin: more than %d bytes wait to be read", maxStdin))
		}
	case EOF:
		r.stdin.end()
	case Stop:
		r.stop(nil)
	case Taken:
		r.window.taken(m.Count)
	case Pace:
		r.pace(m.Speed)
	case Step:
		r.step()
	}
}

// refuse answers what cannot be followed.
func (p *Player) refuse(run int, why error) {
	p.answer(func() { p.done(nil, run, why) })
}

// answer answers a message that is of no run, without waiting. A page that takes no
// answers gets no more of them.
func (p *Player) answer(say func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.answers == maxRuns {
		return
	}
	p.answers++
	p.running.Go(func() {
		say()
		p.mu.Lock()
		p.answers--
		p.mu.Unlock()
	})
}

// start begins a run.
func (p *Player) start(m Message) error {
	r, err := p.newRun(m)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return errors.New("the player is closed")
	case p.runs[m.Run] != nil:
		return fmt.Errorf("run %d has not ended: give this one another number", m.Run)
	case len(p.runs) >= maxRuns:
		return fmt.Errorf("%d runs have not ended: stop one first", maxRuns)
	}
	if p.runs == nil {
		p.runs = make(map[int]*run)
	}
	p.runs[m.Run] = r
	ctx, cancel := context.WithCancelCause(context.Background())
	r.cancel = cancel
	p.running.Go(func() {
		defer context.AfterFunc(ctx, r.window.open)()
		err := r.play(ctx)
		cancel(nil)
		p.done(r, m.Run, err)
	})
	return nil
}

// done says that a run has ended, or was refused: then r is nil. The run counts
// until it is its turn to be sent, so that a page that takes no messages gets no
// more runs.
func (p *Player) done(r *run, number int, err error) {
	m := Message{Kind: Done, Run: number}
	if err != nil {
		m.Error, m.Errno = err.Error(), string(socket.ErrnoOf(err))
	}
	p.sending.Lock()
	defer p.sending.Unlock()
	if r != nil {
		p.mu.Lock()
		delete(p.runs, number)
		p.mu.Unlock()
	}
	p.Send(m)
}

func (p *Player) send(m Message) {
	p.sending.Lock()
	defer p.sending.Unlock()
	p.Send(m)
}

// Fail ends every run on the player's own networks, because of err: what their
// sockets live on is gone.
func (p *Player) Fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.runs {
		if r.scenario == nil {
			r.stop(err)
		}
	}
}

// Close stops every run and waits until they have ended.
func (p *Player) Close() {
	p.mu.Lock()
	p.closed = true
	for _, r := range p.runs {
		r.stop(nil)
	}
	p.mu.Unlock()
	p.running.Wait()
}
