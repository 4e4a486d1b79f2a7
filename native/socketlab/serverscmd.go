package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/servers"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/spf13/cobra"
)

// spare is how many descriptors are not for clients: the servers' own, the
// terminal's, the runtime's.
const spare = 64

func serversCommand(c *console) *cobra.Command {
	var host string
	var grace time.Duration
	var quiet bool
	var trace tracing
	cmd := &cobra.Command{
		Use:   "servers",
		Short: "Run all the tutorials' servers, on their own ports",
		Long: `Runs the tutorials' servers. Each answers as its tutorial's program does, so that
your own Python client works unchanged, but stays up and serves many clients at
once. A port that is taken is replaced by the next free one.

Ctrl-C takes no new clients and lets those served finish; a second one ends at
once.`,
		Example: `  socketlab servers
  socketlab servers --host 0.0.0.0      # other machines may connect, too`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := notNegative(cmd, "grace", grace); err != nil {
				return err
			}
			recorder, closeTrace, err := trace.open(c, c.stderr, false)
			if err != nil {
				return err
			}
			defer closeTrace()
			lines := newQueue(c.stdout)
			defer lines.Close()
			group, err := servers.Start(servers.Config{
				Stack: kernel.New(), Lessons: tutorialServers(), Host: strings.Trim(host, "[]"), Trace: recorder,
				MaxClients: max(0, descriptors()-spare),
				Stdout:     func(l *lesson.Lesson) io.Writer { return printed(l, lines, quiet) },
				Log:        func(text string) { fmt.Fprintf(lines, "socketlab: %s\n", text) },
			})
			if err != nil {
				return err
			}
			table(c.stdout, group.Servers())
			fmt.Fprintln(c.stdout, "Ctrl-C stops them.")
			<-cmd.Context().Done()
			stop(c, group, grace)
			return nil
		},
	}
	cmd.Flags().StringVar(&host, "host", "127.0.0.1", "the `address` to listen on; 0.0.0.0 is all of this machine's")
	cmd.Flags().DurationVar(&grace, "grace", 5*time.Second, "how long clients may finish after Ctrl-C")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "do not show what the servers print")
	trace.flags(cmd)
	return cmd
}

// printed returns what a server prints to: each print is a line of its own that
// begins with the server's name, for the others print in between.
func printed(l *lesson.Lesson, lines io.Writer, quiet bool) io.Writer {
	if quiet {
		return io.Discard
	}
	return visible(writerFunc(func(b []byte) (int, error) {
		for line := range bytes.Lines(b) {
			fmt.Fprintf(lines, "%-15s │ %s\n", l.Name, bytes.TrimSuffix(line, []byte("\n")))
		}
		return len(b), nil
	}))
}

// tutorialServers returns the lessons whose server can serve many clients.
func tutorialServers() []*lesson.Lesson {
	var all []*lesson.Lesson
	for _, l := range course.Lessons() {
		if l.Serve != nil {
			all = append(all, l)
		}
	}
	return all
}

// stop shuts the group down, at once if Ctrl-C is pressed again.
func stop(c *console, group *servers.Group, grace time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	ctx, again := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer again()
	drain(ctx, c, group, grace)
}

// drain lets the clients that are served finish until ctx is done, at most grace.
func drain(ctx context.Context, c *console, group *servers.Group, grace time.Duration) {
	if n := group.Serving(); n > 0 {
		c.say("stopping: no new clients; those served (%d) may finish within %v; Ctrl-C again ends them now", n, grace)
	}
	if cut := group.Shutdown(ctx); cut > 0 {
		c.say("stopped; clients that had not finished and were cut off: %d", cut)
		return
	}
	c.say("stopped; every client was served")
}

// table shows what listens where.
func table(w io.Writer, all []*servers.Server) {
	fmt.Fprintf(w, "%-22s %-15s %s\n", "LISTENS ON", "LESSON", "ANSWERS")
	for _, s := range all {
		fmt.Fprintf(w, "%-22s %-15s %s\n", s.Addr.String()+"/"+s.Protocol(), s.Lesson.Name, s.Lesson.Answer)
	}
	for _, s := range all {
		if s.Moved() {
			fmt.Fprintf(w, "port %d/%s is taken: %s listens on %d instead\n",
				s.Lesson.Addr.Port, s.Protocol(), s.Lesson.Name, s.Addr.Port)
		}
	}
}
