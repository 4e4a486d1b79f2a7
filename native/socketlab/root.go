package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

func newRoot(c *console) *cobra.Command {
	root := &cobra.Command{
		Use:   "socketlab",
		Short: "Sockets you can run, see and break",
		Long: `socketlab runs the programs of the socket tutorials for real: servers and
clients over TCP and UDP, on the tutorials' own ports, with every call shown.`,
		Example: `  socketlab servers                      # every tutorial server, at once
  socketlab tcp localhost 12345          # a client for any of them
  socketlab lessons                      # what there is to learn
  socketlab run echo --trace text        # one lesson, both sides, every call`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError(cmd, err) })
	root.AddCommand(labCommand(c), sessionsCommand(c), lessonsCommand(c), readCommand(c), runCommand(c), diffCommand(c), viewCommand(c), impairCommand(c), serversCommand(c), tcpCommand(c), udpCommand(c), forwardCommand(c))
	return root
}

// usageError says where the right words are.
func usageError(cmd *cobra.Command, err error) error {
	return fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath())
}

// exactly asks for the arguments that the command's first line names.
func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		if n == 0 {
			return usageError(cmd, fmt.Errorf("takes no arguments, got %q", args))
		}
		_, names, _ := strings.Cut(cmd.Use, " ")
		return usageError(cmd, fmt.Errorf("want the arguments %s, got %d: %q", names, len(args), args))
	}
}

// notNegative refuses a duration below 0.
func notNegative(cmd *cobra.Command, flag string, d time.Duration) error {
	if d < 0 {
		return usageError(cmd, fmt.Errorf("--%s %v: must not be negative", flag, d))
	}
	return nil
}
