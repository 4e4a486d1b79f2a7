package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/trace"
	"github.com/spf13/cobra"
)

// runFlags is what a run can be told.
type runFlags struct {
	role, addr string
	set        []string
	via        via
	network    networkFlags
	speed      float64
	trace      tracing
	below      below
	experiment experimentFlags
}

func runCommand(c *console) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run LESSON",
		Short: "Run a lesson: its server, its client, or both",
		Long: `Runs a lesson on this machine's sockets. With both roles, the client starts when
the server is ready, and what you type goes to the client. Ctrl-C ends it.

With --loss, --delay, --scenario or another flag about the network it runs between
two hosts of a virtual one, whose TCP is real: each packet's fate is a
function of --seed. --trace shows the packets, too.`,
		Example: `  socketlab run hello
  socketlab run echo --trace text
  socketlab run echo --role server              # then, elsewhere: your own client
  socketlab run timeout --set timeout=3s
  echo 你好 | socketlab run datagram --trace json --trace-file run.jsonl
  socketlab run stopandwait --loss 20% --delay 50ms --seed 7 --drop data:3 --trace text
  socketlab run echo --experiment empty-line    # predict, then see; 'socketlab lessons echo' lists them`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError(cmd, fmt.Errorf("name a lesson: %s", strings.Join(lessonNames(), ", ")))
			}
			return exactly(1)(cmd, args)
		},
		ValidArgsFunction: completeLesson,
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := course.Find(args[0])
			if err != nil {
				return err
			}
			if f.experiment.name != "" {
				return runExperiment(cmd.Context(), c, l, f)
			}
			if err := f.experiment.unused(cmd); err != nil {
				return err
			}
			return runLesson(cmd.Context(), c, l, f, nil)
		},
	}
	cmd.Flags().StringVar(&f.role, "role", "both", "which side to run: `server|client|both`")
	cmd.Flags().StringVar(&f.addr, "addr", "", "where the server is, as `host:port` (default: the tutorial's)")
	cmd.Flags().StringArrayVar(&f.set, "set", nil, "turn a knob of the lesson: `name=value`; 'socketlab lessons LESSON' lists them")
	cmd.RegisterFlagCompletionFunc("role", cobra.FixedCompletions([]string{"server", "client", "both"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.RegisterFlagCompletionFunc("set", completeKnob)
	f.via.flag(cmd, c)
	f.network.flags(cmd)
	cmd.Flags().Float64Var(&f.speed, "speed", 1, "seconds of the virtual network in one of yours: 0.1 is slow motion")
	f.trace.flags(cmd)
	f.below.flags(cmd)
	f.experiment.flags(cmd)
	return cmd
}

// completeKnob completes the names of the lesson's knobs.
func completeKnob(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(args) > 0 {
		if l, err := course.Find(args[0]); err == nil {
			for _, k := range l.Knobs {
				names = append(names, k.Name+"=")
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// sayPort says where a server listens that was given no port.
func (c *console) sayPort(asked, at socket.Addr) {
	if asked.Port == 0 {
		c.say("the server listens on %s", at)
	}
}

// local returns addr, or where that is all interfaces, as in some tutorials,
// this machine's own: who wants more says so with --addr.
func local(addr socket.Addr) socket.Addr {
	if addr.IP.IsUnspecified() || !addr.IP.IsValid() && addr.Host == "" {
		return socket.Inet("127.0.0.1", addr.Port)
	}
	return addr
}

// printedBy returns what a role prints to. One of several has its name before
// its lines, and a terminal is kept from what a peer may have sent.
func (c *console) printedBy(role string, s *screen, several bool) io.Writer {
	w := s.writer("", role)
	if several {
		w = s.writer(prefix(role, trace.ColorWanted(c.stdout, c.getenv)), role)
	}
	if isTerminal(c.stdout) {
		w = visible(w)
	}
	return w
}

// rolesOf returns the roles that --role names.
func rolesOf(l *lesson.Lesson, role string) ([]string, error) {
	var names []string
	for _, r := range l.Roles {
		names = append(names, r.Name)
	}
	switch {
	case role == "both":
		return names, nil
	case slices.Contains(names, role):
		return []string{role}, nil
	}
	return nil, fmt.Errorf("--role %q: the roles are %s and both", role, strings.Join(names, ", "))
}

// settings reads the values of --set.
func settings(set []string) (map[string]string, error) {
	knobs := map[string]string{}
	for _, s := range set {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("--set %q: write name=value", s)
		}
		knobs[name] = value
	}
	return knobs, nil
}

// prefix begins each line of a role's, where several print.
func prefix(role string, coloured bool) string {
	text := fmt.Sprintf("%-6s │ ", role)
	colour, ok := map[string]string{"client": "34", "server": "33"}[role]
	if !coloured || !ok {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

func protocol(l *lesson.Lesson) string {
	if l.Type == socket.SOCK_DGRAM {
		return "udp"
	}
	return "tcp"
}
