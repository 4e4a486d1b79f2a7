// Command socketlab runs the lessons and the tutorials' servers on the
// operating system's sockets.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(exitCode(err))
}

// errInterrupted ends a command that Ctrl-C has cut short.
var errInterrupted = errors.New("interrupted")

// exitCode is 130 for an interrupted command, as a shell has it.
func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errInterrupted):
		return 130
	}
	return 1
}

// run runs the command line. It writes data to stdout, and on stderr speaks as
// "socketlab: …".
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	root := newRoot(&console{stdin: stdin, stdout: stdout, stderr: stderr, getenv: os.Getenv})
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, errInterrupted) {
		fmt.Fprintf(stderr, "socketlab: %v\n", advised(err))
	}
	return err
}
