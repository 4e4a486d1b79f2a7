package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/guard"
	"github.com/spf13/cobra"
)

// labFlags is what the lab can be told.
type labFlags struct {
	listen, publicURL      string
	token, tokenFrom       string
	operator               string
	moves                  bool // --listen was not given: a taken port is replaced
	allow, deny            []string
	sessions               int
	host                   string
	noServers, quiet, open bool
	grace                  time.Duration
	log                    string

	trace     []byte // to be shown; nil: none
	traceName string
}

func labCommand(c *console) *cobra.Command {
	var f labFlags
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Serve the page, the bridge to this machine's sockets, and the tutorials' servers",
		Long: `Serves the page with the lessons, the bridge over which the page reaches this
machine's sockets, and all the tutorials' servers.

Only this machine reaches the page, and the page reaches only this machine, unless
told otherwise. When others may reach it (--listen 0.0.0.0:8000, or --public-url),
it needs a token, which is part of the addresses that are printed.

A rule of --allow and --deny says what the page's sockets may reach, as HOST:PORTS,
or bind, as bind=HOST:PORTS. Of reaching, connect=HOST:PORTS is about connect(2)
alone, and send=HOST:PORTS about sendto(2). HOST is an address, a prefix, a name, loopback, or *
for all; without PORTS it is all of them. Deny is stronger.

Ctrl-C closes the pages' sockets and lets the servers' other clients finish; a
second one ends at once.`,
		Example: `  socketlab lab --open
  socketlab lab --listen 0.0.0.0:8000            # for the class: prints addresses with a token
  socketlab lab --allow 192.168.1.0/24:1024-65535 --deny loopback:22
  socketlab lab --allow bind=0.0.0.0:5000-5999   # servers in the page, for other machines
  socketlab lab --public-url https://example.org/lab/`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.moves = !cmd.Flags().Changed("listen")
			f.tokenFrom = "--token"
			if f.token == "" {
				f.tokenFrom, f.token = "$SOCKETLAB_TOKEN", c.getenv("SOCKETLAB_TOKEN")
			}
			if f.operator == "" {
				f.operator = c.getenv("SOCKETLAB_OPERATOR_TOKEN")
			}
			if err := f.check(cmd); err != nil {
				return err
			}
			return runLab(cmd.Context(), c, f)
		},
	}
	f.flags(cmd)
	return cmd
}

func (f *labFlags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8000", "where the page is, as `host:port`; 0.0.0.0 is all of this machine's addresses")
	flags.BoolVar(&f.open, "open", false, "open the page in the browser")
	flags.StringArrayVar(&f.allow, "allow", nil, "let the page's sockets reach what this `rule` names, beside this machine; may be repeated")
	flags.StringArrayVar(&f.deny, "deny", nil, "keep them from what this `rule` names; may be repeated")
	flags.StringVar(&f.token, "token", "", "the `token` that the page needs (default: a random one when other machines may reach it; or $SOCKETLAB_TOKEN)")
	flags.StringVar(&f.operator, "operator-token", "", "the `token` of /sessions and /metrics (default: a random one where the page has one; or $SOCKETLAB_OPERATOR_TOKEN)")
	flags.StringVar(&f.publicURL, "public-url", "", "the `address` at which a reverse proxy shows the page")
	flags.IntVar(&f.sessions, "sessions", 256, "how many pages may be connected at once")
	flags.BoolVar(&f.noServers, "no-servers", false, "do not run the tutorials' servers")
	flags.StringVar(&f.host, "host", "127.0.0.1", "the `address` that the tutorials' servers listen on; 0.0.0.0 is all of this machine's")
	flags.DurationVar(&f.grace, "grace", 5*time.Second, "how long clients may finish after Ctrl-C")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "do not show what the servers print")
	flags.StringVar(&f.log, "log", "text", "the form of the log on stderr: `text|json`")
	cmd.RegisterFlagCompletionFunc("log", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
}

// check refuses what can be seen to be wrong before anything is started.
func (f *labFlags) check(cmd *cobra.Command) error {
	if err := notNegative(cmd, "grace", f.grace); err != nil {
		return err
	}
	if f.sessions < 1 {
		return usageError(cmd, fmt.Errorf("--sessions %d: must be 1 or more", f.sessions))
	}
	if f.log != "text" && f.log != "json" {
		return fmt.Errorf("--log %q: the forms are text and json", f.log)
	}
	if err := checkToken("--operator-token", f.operator); err != nil {
		return err
	}
	return checkToken(f.tokenFrom, f.token)
}

// policy returns what the rules allow. Names in them are looked up, once.
func (f *labFlags) policy(ctx context.Context, by guard.Resolver) (guard.Policy, error) {
	var p guard.Policy
	for _, list := range []struct {
		flag  string
		texts []string
		rules *[]guard.Rule
	}{{"allow", f.allow, &p.Allow}, {"deny", f.deny, &p.Deny}} {
		for _, text := range list.texts {
			rule, err := guard.ParseRule(strings.TrimSpace(text))
			if err != nil {
				return p, fmt.Errorf("--%s: %w", list.flag, err)
			}
			*list.rules = append(*list.rules, rule)
		}
	}
	return p.Resolve(ctx, by)
}
