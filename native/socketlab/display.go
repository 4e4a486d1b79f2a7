package main

import (
	"fmt"
	"io"
	"sync"
)

// A display is stderr while a proxy runs: its view, and above it notes and the
// trace.
type display struct {
	io.Writer
	painter *painter // nil: there is no view
	notes   *queue
	close   func() // writes what is to be written still
}

// display returns what the proxy shows. A terminal that is stopped does not stop
// the proxy.
func (f *impairFlags) display(c *console) *display {
	d := &display{Writer: c.stderr}
	notes := io.Discard
	if !f.quiet {
		if d.painter = newPainter(c); d.painter != nil {
			d.Writer = d.painter
		}
		notes = d.Writer
	}
	d.notes = newQueue(notes)
	d.close = sync.OnceFunc(d.notes.Close)
	return d
}

// note tells of an event.
func (d *display) note(event string) { fmt.Fprintf(d.notes, "socketlab: %s\n", event) }
