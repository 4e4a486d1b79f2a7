package main

import (
	"context"
	"errors"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/simulate"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
)

// networkOf puts a run's roles on a network: this machine's sockets, another's,
// or hosts of a virtual one, where the server's address is its own. End closes it.
func (f *runFlags) networkOf(ctx context.Context, c *console, l *lesson.Lesson, to *lesson.RunConfig) (end func() error, err error) {
	if !f.network.given() {
		return f.systemOf(ctx, c, to)
	}
	if f.via.url != "" || f.role != "both" {
		return nil, errors.New("a virtual network is inside of one program: leave out --via and --role")
	}
	s, err := f.network.network()
	if err != nil {
		return nil, err
	}
	to.Clock = f.trace.clock
	n, err := simulate.Network(l, s, netstack.New, f.below.record, to)
	if err != nil {
		return nil, err
	}
	f.below.timeline.Begin(n.Scheduler().Start())
	up, err := n.Link("client", "server")
	if err != nil {
		return nil, errors.Join(err, n.Close())
	}
	down, err := n.Link("server", "client")
	if err != nil {
		return nil, errors.Join(err, n.Close())
	}
	c.say("seed %d: %s", s.Seed, s)
	stop := func() {}
	if f.below.timeline != nil || f.below.capture != nil {
		stop = simulate.Watch(ctx, l, n, f.below.timeline, f.below.pulse)
	}
	return func() error {
		stop()
		c.say("%s: %s · %s: %s", up.Name(), counts(up.Stats()), down.Name(), counts(down.Stats()))
		c.sayUnused(up, down)
		return n.Close()
	}, nil
}

// systemOf puts a run's roles on this machine's sockets, or another's.
func (f *runFlags) systemOf(ctx context.Context, c *console, to *lesson.RunConfig) (end func() error, err error) {
	if f.speed != 1 {
		return nil, errors.New("--speed: this machine's time cannot be changed; it is for a virtual network, with --loss, --delay or --scenario")
	}
	if to.Stack, end, err = f.via.roles(ctx); err != nil || !f.below.given() {
		return end, err
	}
	if to.Addr.Port != 0 {
		v, err := watchKernel(ctx, c, &f.below, uint16(to.Addr.Port))
		return func() error { v.end(c); return nil }, err
	}
	var v *kernelView
	told := to.Ready
	to.Ready = func(at socket.Addr) {
		if v, err = watchKernel(ctx, c, &f.below, uint16(at.Port)); err != nil {
			c.say("%v", err)
		}
		told(at)
	}
	return func() error {
		if v != nil {
			v.end(c)
		}
		return nil
	}, nil
}
