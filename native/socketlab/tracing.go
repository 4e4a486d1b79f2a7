package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/trace"
	"github.com/spf13/cobra"
)

// tracing is the flags --trace and --trace-file.
type tracing struct {
	form, file string

	also  []trace.Sink
	stuck time.Duration // as trace.Config has it
	late  time.Duration // how late some events may come; 0: not at all
	clock link.Clock    // nil: the time is this machine's
}

func (t *tracing) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.form, "trace", "", "show every call, as `text|json`")
	cmd.Flags().StringVar(&t.file, "trace-file", "", "write the trace to this `file`, which is made anew, instead of stderr; as text unless --trace says json")
	cmd.RegisterFlagCompletionFunc("trace", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
}

// open returns the recorder that the flags ask for, or nil, and what ends it. The
// trace goes to stderr, or to the file that is named.
// Where peers may be outside of this process, a standstill is not looked for.
func (t *tracing) open(c *console, stderr io.Writer, alone bool) (*trace.Recorder, func() error, error) {
	none := func() error { return nil }
	shown := t.form != "" || t.file != ""
	if !shown && len(t.also) == 0 {
		return nil, none, nil
	}
	if t.form != "text" && t.form != "json" && t.form != "" {
		return nil, none, fmt.Errorf("--trace %q: the forms are text and json; --trace-file FILE is for a file's name", t.form)
	}
	w, closeFile := stderr, none
	colours := trace.ColorWanted(c.stderr, c.getenv)
	if t.file != "" {
		f, err := os.Create(t.file)
		if err != nil {
			return nil, none, fmt.Errorf("--trace-file: %w", err)
		}
		w, closeFile, colours = f, f.Close, false
	}
	config := trace.Config{Sinks: t.also, Stuck: t.stuck}
	if shown {
		config.Sinks = append(config.Sinks, t.sink(w, colours))
	}
	if t.clock != nil {
		start := t.clock.Now()
		config.Start, config.Paced, config.Clock = start, true, func() time.Duration { return t.clock.Now().Sub(start) }
	}
	if !alone {
		config.Stuck = -1
	}
	r := trace.New(config)
	return r, func() error {
		if err := r.Close(); err != nil {
			return fmt.Errorf("trace: %w", err)
		}
		return closeFile()
	}, nil
}

func (t *tracing) sink(w io.Writer, colours bool) (s trace.Sink) {
	s = calls{trace.Text(w, colours)}
	if t.form == "json" {
		s = trace.JSON(w)
	}
	if t.late > 0 {
		s = trace.InOrder(s, t.late)
	}
	return s
}

// calls leaves out what the programs print and read: the terminal shows it.
type calls struct{ *trace.TextSink }

func (s calls) Event(e *trace.Event) {
	if e.Kind != trace.KindStdin && e.Kind != trace.KindStdout {
		s.TextSink.Event(e)
	}
}
