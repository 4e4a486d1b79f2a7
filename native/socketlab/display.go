package main

import (
	"fmt"
	"io"
	"net"
	"sync"
)

// A display is stderr while a proxy runs: its view, and above it notes and the
// trace.
type display struct {
	quiet   bool
	painter *painter  // nil: there is no view
	out     io.Writer // the painter, or stderr
	lines   *queue    // to out
	direct  bool      // the trace goes to out: a file or a pipe gets all of it
	closing sync.Once

	control net.Listener // of the control endpoint; nil: there is none
}

// display returns what the proxy shows, and opens its control endpoint.
func (f *impairFlags) display(c *console) (*display, error) {
	d := &display{quiet: f.quiet, out: c.stderr, direct: !isTerminal(c.stderr)}
	if f.control != "" {
		var err error
		if d.control, err = listenControl(f.control); err != nil {
			return nil, err
		}
	}
	if !f.quiet {
		if d.painter = newPainter(c); d.painter != nil {
			d.out = d.painter
		}
	}
	d.lines = newQueue(d.out)
	d.lines.longest = 16 << 10 // of JSON
	return d, nil
}

// Write takes the trace. A terminal that is slow, or stopped with Ctrl-S, gets what
// it can, and does not hold up the proxy.
func (d *display) Write(b []byte) (int, error) {
	if d.direct {
		return d.out.Write(b)
	}
	return d.lines.Write(b)
}

// note tells of an event.
func (d *display) note(event string) {
	if !d.quiet {
		fmt.Fprintf(d.lines, "socketlab: %s\n", event)
	}
}

// close writes what is to be written still, once the proxy has ended. A trace that
// comes later goes to stderr itself.
func (d *display) close() {
	d.closing.Do(d.lines.Close)
	d.direct = true
}
