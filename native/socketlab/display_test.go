package main

import (
	"bytes"
	"strings"
	"testing"
)

// A terminal that is stopped holds up nothing, and a trace that comes at the end
// is not lost.
func TestDisplayOfStoppedTerminal(t *testing.T) {
	var out bytes.Buffer
	going := make(chan struct{})
	d := &display{out: writerFunc(func(b []byte) (int, error) {
		<-going
		return out.Write(b)
	})}
	d.lines = newQueue(d.out)
	for range 2 * queueLength {
		d.note("a client is new")
		d.Write([]byte("a packet\n"))
	}
	close(going)
	d.close()
	d.note("too late")
	d.Write([]byte("the last packet\n"))
	d.close()
	text := out.String()
	for want, is := range map[string]bool{
		"the first line":         strings.HasPrefix(text, "socketlab: a client is new\n"),
		"that lines are missing": strings.Contains(text, " lines not shown\n"),
		"the last of the trace":  strings.HasSuffix(text, "\nthe last packet\n"),
		"no note after the end":  !strings.Contains(text, "too late"),
	} {
		if !is {
			t.Errorf("it does not show %s: %d lines, %.60q … %q", want, strings.Count(text, "\n"), text, text[max(0, len(text)-60):])
		}
	}
}
