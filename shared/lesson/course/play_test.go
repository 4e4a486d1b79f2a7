package course_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/simulate"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/socketlab/socketlab/shared/trace"
	"github.com/socketlab/socketlab/shared/virtual"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
)

const (
	speed  = 20               // of the time of TCP
	rests  = 20 * time.Second // of the network's time, with no event, is a standstill
	limit  = time.Hour        // of virtual time
	limits = time.Minute      // of ours
)

// A stage is one run of an experiment.
type stage struct {
	lesson *lesson.Lesson
	run    *experiment.Run
	seed   uint64

	observer *experiment.Observer
	config   lesson.RunConfig
}

// play plays a lesson as an experiment asks: datagrams in virtual time, and TCP on
// a fast clock.
func play(t *testing.T, l *lesson.Lesson, run *experiment.Run, seed uint64) (events []trace.Event, failed error) {
	t.Helper()
	s := &stage{lesson: l, run: run, seed: seed}
	if l.Type == socket.SOCK_DGRAM {
		synctest.Test(t, func(t *testing.T) { failed = s.datagrams(t) })
	} else {
		failed = s.streams(t)
	}
	return s.observer.Events(), failed
}

func (s *stage) datagrams(t *testing.T) error {
	s.observer = experiment.NewObserver()
	s.config.Trace = trace.New(trace.Config{Sinks: []trace.Sink{s.observer}, Virtual: true, Stuck: rests})
	below := timeline.New(s.config.Trace)
	net, err := s.run.Scenario(s.seed)
	if err != nil {
		t.Fatal(err)
	}
	c := virtual.Of(net)
	c.Classify, c.Scheduler = rdt.Class, link.SchedulerConfig{Bubble: true, Record: below.Record}
	n, err := virtual.New(c)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	defer s.config.Trace.Close()
	s.config.Addr = socket.FromAddrPort(n.Host("server").Addr4(uint16(s.lesson.Addr.Port)))
	s.config.Stack, s.config.Links = func(role string) socket.Stack { return n.Host(role) }, net.Link
	return s.play(t, limit, rests)
}

func (s *stage) streams(t *testing.T) error {
	clock := link.NewPacedClock()
	if err := clock.SetSpeed(speed); err != nil {
		t.Fatal(err)
	}
	start, pulse := clock.Now(), timeline.NewPulse()
	s.observer = experiment.NewObserver()
	s.config.Clock, s.config.Addr = clock, s.lesson.Addr
	s.config.Trace = trace.New(trace.Config{
		Sinks: []trace.Sink{s.observer, pulse}, Stuck: rests / speed,
		Start: start, Paced: true, Clock: func() time.Duration { return clock.Now().Sub(start) },
	})
	below := timeline.New(s.config.Trace)
	net, err := s.run.Scenario(s.seed)
	if err != nil {
		t.Fatal(err)
	}
	n, err := simulate.Network(s.lesson, net, netstack.New, below.Record, &s.config)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	below.Begin(n.Scheduler().Start())
	stop := simulate.Watch(t.Context(), s.lesson, n, below, pulse)
	defer s.config.Trace.Close()
	defer stop()
	return s.play(t, limits, rests/speed)
}

// play plays the lesson on the network that is set up, until it ends or rests.
func (s *stage) play(t *testing.T, within, quiet time.Duration) error {
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	in := s.run.Stdin()
	s.config.Stdin, s.config.Knobs = in, s.run.Knobs
	resting := make(chan struct{})
	go func() {
		defer close(resting)
		s.observer.Watch(ctx, in, quiet, cancel)
	}()
	err := lesson.Run(ctx, s.lesson, s.config)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Errorf("it did not end in %v", within)
	}
	cancel()
	<-resting
	return err
}
