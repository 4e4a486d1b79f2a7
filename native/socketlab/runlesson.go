package main

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
)

// runLesson runs a lesson as the flags say, and as an experiment does if staged is
// not nil.
func runLesson(ctx context.Context, c *console, l *lesson.Lesson, f runFlags, staged *staged) (err error) {
	config, err := f.config(l)
	if err != nil {
		return err
	}
	several := len(config.Roles) > 1
	s := &screen{w: c.stdout}
	defer also(&err, s.end)
	beside := s.beside(c.stderr)
	said := &console{stderr: beside.writer("", "trace")}
	recorder, closeTrace, err := f.trace.open(c, said.stderr, several)
	if err != nil {
		return err
	}
	defer also(&err, closeTrace)
	if err := f.below.begin(recorder, f.trace.file); err != nil {
		return err
	}
	defer also(&err, f.below.end)
	asked := config.Addr
	config.Trace = recorder
	config.Stdin, config.Piped = s.echoed(c.stdin), !isTerminal(c.stdin)
	config.Ready = func(at socket.Addr) { said.sayPort(asked, at) }
	config.Stdout = func(role string) io.Writer { return c.printedBy(role, s, several) }
	if staged != nil && staged.types {
		config.Stdin, config.Piped = staged.typesTo(config.Stdout(l.Roles[len(l.Roles)-1].Name)), false
	}
	end, err := f.networkOf(ctx, said, l, &config)
	if err != nil {
		return err
	}
	defer end()
	defer progressOn(c, beside, &config)()
	err = staged.run(ctx, func(ctx context.Context) error { return lesson.Run(ctx, l, config) })
	if ctx.Err() != nil {
		if isTerminal(c.stdin) {
			beside.interrupted()
		}
		return cmp.Or(err, errInterrupted)
	}
	return err
}

// also ends something, and keeps its error if there is none yet.
func also(err *error, end func() error) {
	if failed := end(); *err == nil {
		*err = failed
	}
}

// time gives a virtual network its clock.
func (f *runFlags) time() error {
	if !f.network.given() {
		return nil
	}
	paced := link.NewPacedClock()
	if err := paced.SetSpeed(f.speed); err != nil {
		return fmt.Errorf("--speed: %w", err)
	}
	f.trace.clock = paced
	return nil
}

// config returns what the flags say of the lesson.
func (f *runFlags) config(l *lesson.Lesson) (c lesson.RunConfig, err error) {
	if c.Roles, err = rolesOf(l, f.role); err != nil {
		return c, err
	}
	if c.Knobs, err = settings(f.set); err != nil {
		return c, err
	}
	if _, err := l.Set(c.Knobs); err != nil {
		return c, err
	}
	c.Addr = local(l.Addr)
	if f.addr != "" {
		if c.Addr, err = socket.ParseAddr(f.addr); err != nil {
			return c, fmt.Errorf("--addr: %w", err)
		}
	}
	if err := f.below.check(l, f); err != nil {
		return c, err
	}
	return c, f.time()
}
