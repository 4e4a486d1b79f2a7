package simulate_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/simulate"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/socketlab/socketlab/shared/trace"
	"github.com/socketlab/socketlab/shared/virtual"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent")) // of the js runtime itself
}

// A played lesson has ended, but for its connections.
type played struct {
	clock  *link.PacedClock
	net    *virtual.Network
	events trace.Memory
	ended  time.Duration
	stop   func() // of Watch
}

// play plays a lesson under conditions, at a speed.
func play(ctx context.Context, t *testing.T, name, both string, speed float64) *played {
	t.Helper()
	p := &played{clock: link.NewPacedClock()}
	if err := p.clock.SetSpeed(speed); err != nil {
		t.Fatal(err)
	}
	l, err := course.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := (scenario.Overrides{Both: both}).Apply(new(scenario.Scenario))
	if err != nil {
		t.Fatal(err)
	}
	start, pulse := p.clock.Now(), timeline.NewPulse()
	recorder := trace.New(trace.Config{Sinks: []trace.Sink{pulse, &p.events}, Stuck: -1,
		Start: start, Paced: true, Clock: func() time.Duration { return p.clock.Now().Sub(start) }})
	below := timeline.New(recorder)
	config := lesson.RunConfig{Addr: l.Addr, Clock: p.clock, Trace: recorder}
	if p.net, err = simulate.Network(l, s, netstack.New, below.Record, &config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { recorder.Close() })
	t.Cleanup(func() { p.net.Close() })
	below.Begin(p.net.Scheduler().Start())
	p.stop = simulate.Watch(ctx, l, p.net, below, pulse)
	if err := lesson.Run(t.Context(), l, config); err != nil {
		t.Fatal(err)
	}
	p.ended = p.net.Scheduler().Now()
	return p
}

// TestLastACK: the repeated FIN, the ACK that answers it and CLOSED are seen, too,
// however slow the network's time is. Here what is sent again after 0.2 s of it
// takes 4 s of ours.
func TestLastACK(t *testing.T) {
	p := play(t.Context(), t, "handshake", "delay=1ms,drop=client:6", 0.05)
	p.stop()
	var got []string
	again := false
	for _, e := range p.events.Events() {
		switch {
		case e.Packet != nil && e.Packet.Segment != nil && e.Packet.Fate != string(link.Delayed):
			again = again || e.Packet.Segment.Again
			if again {
				got = append(got, fmt.Sprint(e.Host, " ", e.Packet.Fate, " ", e.Packet.Segment.Flags))
			}
		case again && e.TCP != nil && e.TCP.State == "CLOSED":
			got = append(got, e.Host+" CLOSED")
		}
	}
	want := []string{"server sent FIN ACK", "client delivered FIN ACK", "client sent ACK", "server delivered ACK", "server CLOSED"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("from the repeated FIN on (-want +got):\n%s", diff)
	}
}

// TestNoAnswer: what cannot be closed is waited for so long, and no longer.
func TestNoAnswer(t *testing.T) {
	p := play(t.Context(), t, "hello", "delay=1ms,drop=FIN:*", 50)
	p.stop()
	if waited := p.net.Scheduler().Now() - p.ended; waited < 9*time.Second {
		t.Errorf("ended after %v of the network's time, want some 10 s", waited)
	}
}

// TestEndsAtOnce: nothing is waited for once all is closed, nor after a stop: here
// the network's time stands, and would not bring the end about.
func TestEndsAtOnce(t *testing.T) {
	t.Run("closed", func(t *testing.T) {
		p := play(t.Context(), t, "handshake", "delay=1ms", 1)
		p.stop()
		p.clock.Pause()
		p.stop()
	})
	t.Run("stopped", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := play(ctx, t, "hello", "delay=1ms,drop=FIN:*", 1)
		p.clock.Pause()
		cancel()
		p.stop()
	})
}

// TestUnderWay: the end of all connections does not cut short what is on its way:
// an ACK of the client's FIN that the server's own FIN, which acknowledges it too,
// has overtaken.
func TestUnderWay(t *testing.T) {
	p := play(t.Context(), t, "handshake", "delay=1ms,rule=delay server:4 500ms", 1)
	p.stop()
	arrived := slices.ContainsFunc(p.events.Events(), func(e trace.Event) bool {
		return e.Packet != nil && e.Packet.Fate == string(link.Delivered) && e.Packet.Link == "server>client" && e.Packet.N == 4
	})
	if !arrived {
		t.Error("the run ended before the ACK arrived")
	}
}
