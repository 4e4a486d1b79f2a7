package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/socketlab/socketlab/shared/trace"
	"github.com/spf13/cobra"
)

func diffCommand(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "diff A B",
		Short: "Name the first event where two traces part",
		Long: `Compares two traces, that --trace json or a test wrote, and prints the first event
where they differ. In virtual time everything counts; otherwise what each socket
did, and what became of its packets, in their order, but not when. The exit status
is 1 if the traces differ.`,
		Example: `  socketlab run stopandwait --loss 20% --seed 1 --trace json --trace-file a.jsonl
  socketlab run stopandwait --loss 20% --seed 2 --trace json --trace-file b.jsonl
  socketlab diff a.jsonl b.jsonl`,
		Args: exactly(2),
		RunE: func(_ *cobra.Command, args []string) error {
			var runs [2][]trace.Event
			for i, name := range args {
				var err error
				if runs[i], err = readTrace(name); err != nil {
					return err
				}
			}
			d := trace.Diff(runs[0], runs[1])
			if d == nil {
				fmt.Fprintf(c.stdout, "no difference in %d events\n", len(runs[0]))
				return nil
			}
			fmt.Fprintf(c.stdout, "the runs part at event %d:\n%s", d.Index+1, d)
			return errDiffer
		},
	}
}

// errDiffer is why diff exits with status 1.
var errDiffer = errors.New("the traces differ")

func readTrace(name string) ([]trace.Event, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	events, err := trace.ReadJSON(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return events, nil
}
