// Package lessontest is the machine check of lessons: that one leaves the same
// trace on every network, and that its sources keep to the house rules. It has
// a network in memory, so that lessons run in tests of every target.
package lessontest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/trace"
)

// Rounds is how often Run plays a lesson on each network.
const Rounds = 5

// late is how many rounds of Run may differ because a machine was busy.
const late = 3

// limit ends a round that hangs; no round comes near it.
const limit = 30 * time.Second

// A Net is a network to play lessons on. Stack returns the network of one role
// for one round, on which every role reaches the server at Addr.
type Net struct {
	Name  string
	Stack func(t testing.TB, role string) socket.Stack
	Addr  socket.Addr // zero: 127.0.0.1, port 0

	// Shared says that programs outside of the test have ports, too, so that
	// the server's is looked for: one that neither TCP nor UDP has taken.
	Shared bool
}

// Memory returns a network in memory.
func Memory() Net {
	n := NewNetwork()
	return Net{Name: "memory", Stack: func(testing.TB, string) socket.Stack { return n.Stack() }}
}

// Run plays a lesson with its Script on each network, at its address,
// Rounds times, and fails the test where the lanes of a trace differ from those
// of the first, but for what was Unmeasured. It returns the first. Networks default to Memory.
// If the lesson has a timeout, a round that differs is played again, up to late times a network:
// a busy machine may keep the other side for longer than that.
func Run(t *testing.T, l *lesson.Lesson, nets ...Net) []trace.Lane {
	t.Helper()
	if len(nets) == 0 {
		nets = []Net{Memory()}
	}
	var first []trace.Lane
	given := slices.ContainsFunc(nets, func(n Net) bool { return n.Shared }) // the port is, so for all of them
	for _, n := range nets {
		if given && n.Addr.IsZero() && !n.Shared {
			n.Addr = socket.Inet("127.0.0.1", 54321)
		}
		again := 0
		if timed(l) {
			again = late
		}
		for round := 0; round < Rounds; round++ {
			events := Events(t, l, n)
			closed(t, l, events)
			unmeasure(events)
			p := Projection(l)
			if l.Type == socket.SOCK_STREAM { // datagrams' ports are known without their host
				p.Names = map[string]string{serverIP(n): l.Roles[0].Name}
			}
			lanes := trace.Lanes(events, p)
			if first == nil {
				first = lanes
			}
			diff := cmp.Diff(first, lanes)
			if diff != "" && again > 0 {
				again, round = again-1, round-1
				continue
			}
			if diff != "" {
				t.Fatalf("%s: round %d on %s differs from the first on %s (-first +this):\n%s",
					l.Name, round, n.Name, nets[0].Name, diff)
			}
		}
	}
	return first
}

// timed reports whether a lesson has a timeout.
func timed(l *lesson.Lesson) bool {
	return slices.ContainsFunc(l.Knobs, func(k lesson.Knob) bool { return k.Name == "timeout" })
}

// serverIP returns the address at which the server's host is reached.
func serverIP(n Net) string {
	if n.Addr.IP.IsValid() {
		return n.Addr.IP.String()
	}
	return "127.0.0.1"
}

// closed checks that a lesson closes the sockets it opens: not all programs
// end where their sockets are closed for them.
func closed(t *testing.T, l *lesson.Lesson, events []trace.Event) {
	t.Helper()
	open := make(map[string]bool)
	for _, e := range events {
		switch {
		case e.Kind != trace.KindReturn:
		case (e.Call == "socket" || e.Call == "accept") && e.Result != "":
			open[e.Host+" "+e.Result] = true
		case e.Call == "close":
			delete(open, e.Host+" "+e.Sock)
		}
	}
	for name := range open {
		t.Errorf("%s: socket %s is never closed", l.Name, name)
	}
}

// Projection says what counts when runs of a lesson are compared: for a role
// with one goroutine, the order of all it does.
func Projection(l *lesson.Lesson) trace.Projection {
	var p trace.Projection
	for _, r := range l.Roles {
		if !r.Concurrent {
			p.SingleGoroutine = append(p.SingleGoroutine, r.Name)
		}
	}
	return p
}

// Events plays a lesson once and returns its trace.
func Events(t *testing.T, l *lesson.Lesson, n Net) []trace.Event {
	t.Helper()
	var memory trace.Memory
	rec := trace.New(trace.Config{Sinks: []trace.Sink{&memory}})
	Play(t, l, n, lesson.RunConfig{Trace: rec, Stdin: strings.NewReader(Script(l))})
	if err := rec.Close(); err != nil {
		t.Errorf("%s on %s: closing the trace: %v", l.Name, n.Name, err)
	}
	return memory.Events()
}

// Script returns the input of a lesson's machine check.
func Script(l *lesson.Lesson) string {
	return strings.Join(append(l.Script, ""), "\n")
}

// Output is what each role printed: "server", "client".
type Output map[string]string

// Play plays a lesson once, at the network's address unless cfg says otherwise,
// and returns what each role printed. It fails the test if the run fails.
func Play(t *testing.T, l *lesson.Lesson, n Net, cfg lesson.RunConfig) Output {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cfg, out := Configure(t, n, cfg)
	if err := lesson.Run(ctx, l, cfg); err != nil {
		t.Fatalf("%s on %s: %v", l.Name, n.Name, err)
	}
	if ctx.Err() != nil {
		t.Fatalf("%s on %s: did not end in %v; printed %q", l.Name, n.Name, limit, out())
	}
	return out()
}
