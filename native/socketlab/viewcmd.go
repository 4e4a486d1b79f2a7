package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/socketlab/socketlab/native/web"
	"github.com/spf13/cobra"
)

func viewCommand(c *console) *cobra.Command {
	f := labFlags{listen: "127.0.0.1:0", noServers: true, sessions: viewers, grace: 5 * time.Second, log: "text"}
	cmd := &cobra.Command{
		Use:   "view TRACE",
		Short: "Show a trace in the page",
		Long: `Serves the page, on a free port that only this machine reaches, with a trace that
--trace json, a test's artifacts or the page's Export wrote: its timeline, its
calls and bytes, and what its programs printed, to go through from event to event.
Ctrl-C ends it.`,
		Example: `  socketlab run handshake --delay 50ms --trace json --trace-file run.jsonl
  socketlab view run.jsonl --open`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if f.trace, err = traceText(args[0]); err != nil {
				return err
			}
			if !web.Built() {
				return errors.New(unbuilt)
			}
			f.traceName = filepath.Base(args[0])
			return runLab(cmd.Context(), c, f)
		},
	}
	cmd.Flags().BoolVar(&f.open, "open", false, "open the page in the browser")
	return cmd
}

// unbuilt is what is wrong with a program that was built without the page.
const unbuilt = "this program was built without the page: build both with scripts/lab, or run 'go run ./scripts/build' and then 'go build' again"

// viewers is how many pages may be connected at once that show a trace.
const viewers = 16

// traceText returns a trace's file as it is, once it has been read.
func traceText(name string) ([]byte, error) {
	events, err := readTrace(name)
	if err != nil {
		return nil, err
	}
	if len(events) == 0 {
		return nil, fmt.Errorf("%s: the trace has no events: was the run cut short?", name)
	}
	return os.ReadFile(name)
}

// announceTrace prints where the trace is shown, and opens it if that is asked for.
func (l *lab) announceTrace() {
	page := pageURLs(l.at.Addr(), "", "")[0] + "#" + url.Values{"open": {l.flags.traceName}}.Encode()
	fmt.Fprintf(l.console.stdout, "The trace:  %s\nCtrl-C ends it.\n", page)
	if l.flags.open {
		openBrowser(l.console, page)
	}
}
