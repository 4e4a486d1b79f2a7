package main

import (
	"context"
	"io"
	"time"

	"github.com/socketlab/socketlab/shared/experiment"
)

// A staged run is an experiment's: its lines are typed, its events kept, and it ends
// when nothing more will happen.
type staged struct {
	observer *experiment.Observer
	input    *experiment.Input
	types    bool          // the input; else the reader's own is read
	quiet    time.Duration // how long nothing happens at the end
}

func stage(r *experiment.Run, types bool, quiet time.Duration) *staged {
	if !types {
		r = new(experiment.Run) // its input is not asked
	}
	return &staged{observer: experiment.NewObserver(), input: r.Stdin(), types: types, quiet: quiet}
}

// typesTo returns what the client reads. Each line appears where the client prints.
func (s *staged) typesTo(terminal io.Writer) io.Reader {
	s.input.Typed = func(line string) { io.WriteString(terminal, line+"\n") }
	return s.input
}

// run runs a lesson, and ends it when it rests. A run that is not staged ends by itself.
func (s *staged) run(ctx context.Context, run func(context.Context) error) error {
	if s == nil {
		return run(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		s.observer.Watch(ctx, s.input, s.quiet, cancel)
	}()
	err := run(ctx)
	cancel()
	<-watching
	return err
}
