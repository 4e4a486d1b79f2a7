package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/trace"
	"github.com/socketlab/socketlab/shared/virtual"
)

// networkOf returns what a run's roles live on: this machine's sockets, another's,
// or hosts of a virtual network, where the server's address is its own.
func (f *runFlags) networkOf(ctx context.Context, c *console, l *lesson.Lesson, addr *socket.Addr, knobs map[string]string, to *trace.Recorder) (
	network func(role string) socket.Stack, clock link.Clock, end func() error, err error) {
	if !f.network.given() {
		if f.speed != 1 {
			return nil, nil, nil, errors.New("--speed: this machine's time cannot be changed; it is for a virtual network, with --loss, --delay or --scenario")
		}
		network, end, err = f.via.roles(ctx)
		return network, nil, end, err
	}
	switch {
	case l.Type != socket.SOCK_DGRAM:
		return nil, nil, nil, fmt.Errorf("%s is about TCP, and virtual hosts have datagram sockets alone: 'socketlab impair tcp' puts a bad network in front of its server", l.Name)
	case f.via.url != "" || f.role != "both":
		return nil, nil, nil, errors.New("a virtual network is inside of one program: leave out --via and --role")
	}
	s, err := f.network.network()
	if err != nil {
		return nil, nil, nil, err
	}
	paced := link.NewPacedClock()
	if err := paced.SetSpeed(f.speed); err != nil {
		return nil, nil, nil, fmt.Errorf("--speed: %w", err)
	}
	n, err := virtual.New(virtual.Config{Seed: s.Seed, Hosts: hostsOf(s), Classify: rdt.Class, Links: s.Link,
		Scheduler: link.SchedulerConfig{Clock: paced, Record: func(r link.Record) { tracePacket(to, r) }}})
	if err != nil {
		return nil, nil, nil, err
	}
	for _, role := range l.Roles {
		if !slices.Contains(n.Names(), role.Name) {
			n.Close()
			return nil, nil, nil, fmt.Errorf("--scenario: the lesson's hosts are client and server; this network has %q", n.Names())
		}
	}
	*addr = socket.FromAddrPort(n.Host("server").Addr4(uint16(addr.Port)))
	tellLoss(l, s, knobs)
	c.say("seed %d: %s", s.Seed, s)
	view, err := viewOf(c, n)
	if err != nil {
		n.Close()
		return nil, nil, nil, err
	}
	watching, stop := context.WithCancel(ctx)
	go view.watch(watching)
	return func(role string) socket.Stack { return n.Host(role) }, paced, func() error {
		stop()
		view.console.say("%s", view.line())
		return n.Close()
	}, nil
}

// tellLoss gives a lesson that compares itself with the theory the loss that it
// runs with, unless it was told another.
func tellLoss(l *lesson.Lesson, s *scenario.Scenario, knobs map[string]string) {
	const knob = "loss"
	_, told := knobs[knob]
	if !told && slices.ContainsFunc(l.Knobs, func(k lesson.Knob) bool { return k.Name == knob }) {
		c, _ := s.Link("client", "server")
		knobs[knob] = strconv.Itoa(int(min(90, math.Round(100*c.Loss)))) // the knob's range
	}
}

// viewOf shows what becomes of packets, while a long run goes on and at its end.
func viewOf(c *console, n *virtual.Network) (*impairView, error) {
	up, err := n.Link("client", "server")
	if err != nil {
		return nil, err
	}
	down, err := n.Link("server", "client")
	return &impairView{console: c, up: up, down: down}, err
}

// hostsOf returns a scenario's hosts as a network wants them.
func hostsOf(s *scenario.Scenario) (all []virtual.HostConfig) {
	for _, h := range s.Hosts {
		all = append(all, virtual.HostConfig{Name: h.Name, Addrs: h.Addresses})
	}
	return all
}
