package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/segment"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
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
	if err := fits(l, s); err != nil {
		return nil, err
	}
	config := virtual.Of(s)
	config.Classify, config.Streams = rdt.Class, netstack.New
	config.Scheduler = link.SchedulerConfig{Clock: f.trace.clock, Record: f.below.record}
	n, err := virtual.New(config)
	if err != nil {
		return nil, err
	}
	up, err := n.Link("client", "server")
	if err != nil {
		return nil, errors.Join(err, n.Close())
	}
	down, err := n.Link("server", "client")
	if err != nil {
		return nil, errors.Join(err, n.Close())
	}
	c.say("seed %d: %s", s.Seed, s)
	to.Addr = socket.FromAddrPort(n.Host("server").Addr4(uint16(to.Addr.Port)))
	to.Stack, to.Clock, to.Links = func(role string) socket.Stack { return n.Host(role) }, f.trace.clock, s.Link
	stop := f.below.watchHosts(ctx, n)
	return func() error {
		stop()
		c.say("%s: %s · %s: %s", up.Name(), counts(up.Stats()), down.Name(), counts(down.Stats()))
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

// fits returns an error if a lesson cannot run on a scenario's network, or if that
// has rules for packets which neither a host nor a protocol sends.
func fits(l *lesson.Lesson, s *scenario.Scenario) error {
	hosts := s.HostNames()
	for _, role := range l.Roles {
		if !slices.Contains(hosts, role.Name) {
			return fmt.Errorf("--scenario: the lesson's hosts are client and server; this network has %q", hosts)
		}
	}
	known := append(slices.Clone(l.Packets), hosts...)
	if l.Type == socket.SOCK_STREAM {
		known = append(segment.Classes(), hosts...)
	}
	for _, on := range s.Links {
		for _, r := range on.Conditions.Script {
			if r.Class != "" && !slices.Contains(known, r.Class) {
				return fmt.Errorf("rule %q: no packet of %s is called %q: there are %s", scenario.FormatRule(r), l.Name, r.Class, strings.Join(known, ", "))
			}
		}
	}
	return nil
}
