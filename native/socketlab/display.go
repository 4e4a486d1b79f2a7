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
	io.Writer
	painter *painter // nil: there is no view
	notes   *queue
	close   func() // writes what is to be written still

	control net.Listener // of the control endpoint; nil: there is none
}

// display returns what the proxy shows, and opens its control endpoint. A terminal
// that is stopped does not stop the proxy.
func (f *impairFlags) display(c *console) (*display, error) {
	d := &display{Writer: c.stderr}
	if f.control != "" {
		var err error
		if d.control, err = listenControl(f.control); err != nil {
			return nil, err
		}
	}
	notes := io.Discard
	if !f.quiet {
		if d.painter = newPainter(c); d.painter != nil {
			d.Writer = d.painter
		}
		notes = d.Writer
	}
	d.notes = newQueue(notes)
	d.close = sync.OnceFunc(d.notes.Close)
	return d, nil
}

// note tells of an event.
func (d *display) note(event string) { fmt.Fprintf(d.notes, "socketlab: %s\n", event) }
