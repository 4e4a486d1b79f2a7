package play

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/simulate"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/socketlab/socketlab/shared/trace"
)

// simulated has a run play on a virtual network of its own.
func (r *run) simulated(m *Network) (err error) {
	if !r.player.Simulate {
		return errors.New("virtual networks are simulated in the page, not here")
	}
	if n := len(r.config.Roles); n != 0 && n != len(r.lesson.Roles) {
		return errors.New("a virtual network is inside of one run: let it have all roles")
	}
	s := new(scenario.Scenario)
	if m.Scenario != "" {
		if s, err = scenario.Find(m.Scenario); err != nil {
			return err
		}
	}
	if r.scenario, err = (scenario.Overrides{Both: m.Both, Up: m.Up, Down: m.Down}).Apply(s); err != nil {
		return err
	}
	r.scenario.Seed = cmp.Or(m.Seed, r.scenario.Seed, rand.Uint64N(1_000_000)+1)
	r.clock = link.NewPacedClock()
	return r.clock.SetSpeed(cmp.Or(m.Speed, 1))
}

// simulate plays the lesson on its virtual network.
func (r *run) simulate(ctx context.Context) error {
	start, pulse := r.clock.Now(), timeline.NewPulse()
	r.config.Clock = r.clock
	r.config.Trace = trace.New(trace.Config{
		Sinks: []trace.Sink{pulse, trace.JSON(events{r})}, Stuck: r.stuck(),
		Start: start, Paced: true, Clock: func() time.Duration { return r.clock.Now().Sub(start) },
	})
	defer r.config.Trace.Close()
	below := timeline.New(r.config.Trace)
	n, err := simulate.Network(r.lesson, r.scenario, r.player.Streams, below.Record, &r.config)
	if err != nil {
		return err
	}
	defer n.Close()
	below.Begin(n.Scheduler().Start())
	ready := r.config.Ready
	r.config.Ready = func(at socket.Addr) {
		r.send(Message{Kind: Simulated, Seed: r.scenario.Seed, Text: r.scenario.String()})
		ready(at)
	}
	stop := simulate.Watch(ctx, r.lesson, n, below, pulse)
	defer stop()
	return outcome(ctx, lesson.Run(ctx, r.lesson, r.config))
}

// pace changes how fast the time of a virtual network passes; 0 makes it stand.
func (r *run) pace(speed float64) {
	switch {
	case r.clock == nil:
	case speed == 0:
		r.clock.Pause()
	case r.clock.SetSpeed(speed) == nil:
		r.clock.Resume()
	}
}

// step lets what comes next happen, while the time stands.
func (r *run) step() {
	if r.clock != nil {
		r.clock.Step() // the error says that it does not stand
	}
}
