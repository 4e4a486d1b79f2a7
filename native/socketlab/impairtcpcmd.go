package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/spf13/cobra"
)

// impairTCPFlags is what tcp can be told.
type impairTCPFlags struct {
	impairFlags
	seed           uint64
	both, up, down string
}

func impairTCPCommand(c *console) *cobra.Command {
	var f impairTCPFlags
	cmd := &cobra.Command{
		Use:   "tcp --to HOST:PORT",
		Short: "A proxy in front of a TCP server: delay, rate, small segments, stalls, resets",
		Long: `A proxy in front of a TCP server. It has two TCP connections, and no proxy can lose a
segment of either: the kernels would send it again. What it can do, both ways or
one way (--up, --down), as key=value with commas between:

  delay=50ms jitter=10ms distribution=normal    bytes come later; they keep their order
  rate=1Mbit                                    so many bits per second, all connections together
  slice=1                                       the receiver gets at most so many bytes at a time
  stall=10000                                   after so many bytes nothing passes; stall=0 from the start
  reset=10000                                   after so many bytes both connections are reset`,
		Example: `  socketlab impair tcp --to 127.0.0.1:12345 --listen 127.0.0.1:9000 --both delay=50ms,rate=1Mbit
  socketlab impair tcp --to 127.0.0.1:8080 --down slice=1
  socketlab impair tcp --to 127.0.0.1:8080 --up reset=1000`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return impairTCP(cmd.Context(), c, f) },
	}
	f.impairFlags.flags(cmd)
	cmd.Flags().StringVar(&f.both, "both", "", "`conditions` of both directions")
	cmd.Flags().StringVar(&f.up, "up", "", "`conditions` from clients to the server, over --both")
	cmd.Flags().StringVar(&f.down, "down", "", "`conditions` from the server to clients, over --both")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "delays are a function of this `number`; 0 chooses one, and says which")
	return cmd
}

func impairTCP(ctx context.Context, c *console, f impairTCPFlags) (err error) {
	if f.seed == 0 {
		f.seed = rand.Uint64N(1_000_000) + 1
	}
	recorder, end, err := f.trace.open(c, c.stderr, false)
	if err != nil {
		return err
	}
	defer func() {
		if ended := end(); err == nil {
			err = ended
		}
	}()
	var base impair.Flow
	up, down, err := f.flows(base, base)
	if err != nil {
		return err
	}
	config := impair.TCPConfig{Listen: f.listen, To: f.to, Seed: f.seed, Up: up, Down: down}
	if recorder != nil {
		config.Record = func(r link.Record) { tracePacket(recorder, r) }
	}
	if !f.quiet {
		config.Note = func(event string) { c.say("%s", event) }
	}
	p, err := impair.ListenTCP(ctx, config)
	if err != nil {
		return err
	}
	uplink, downlink := p.Links()
	view := &impairView{console: c, up: uplink, down: downlink, clients: p.Clients}
	fmt.Fprintf(c.stdout, "clients: %s/tcp  server: %s  seed: %d\n", p.Addr(), f.to, f.seed)
	return f.serve(ctx, c, p.Serve, view, control{status: view.status, set: func(which, text string) error {
		change := impairTCPFlags{both: text}
		if which != "both" {
			change = impairTCPFlags{up: text}
			if which == "down" {
				change = impairTCPFlags{down: text}
			}
		}
		up, down, err := change.flows(p.Flows())
		if err != nil {
			return err
		}
		return p.Set(up, down)
	}})
}

// flows puts the texts over two flows.
func (f *impairTCPFlags) flows(up, down impair.Flow) (impair.Flow, impair.Flow, error) {
	var errs [4]error
	up, errs[0] = parseFlow(up, f.both)
	up, errs[1] = parseFlow(up, f.up)
	down, errs[2] = parseFlow(down, f.both)
	down, errs[3] = parseFlow(down, f.down)
	for _, err := range errs {
		if err != nil {
			return up, down, err
		}
	}
	return up, down, nil
}

// parseFlow puts a text over a flow: what a link can do of it, and what only a
// stream has.
func parseFlow(f impair.Flow, text string) (impair.Flow, error) {
	var rest []string
	for _, pair := range strings.Split(text, ",") {
		key, value, _ := strings.Cut(pair, "=")
		switch key {
		case "slice", "stall", "reset":
			n, err := strconv.ParseInt(value, 10, 64)
			if value == "none" {
				n, err = -1, nil
			}
			if err != nil || n < 0 && value != "none" {
				return f, fmt.Errorf("%q: write %s=BYTES, or %s=none", pair, key, key)
			}
			setFlow(&f, key, n)
		case "delay", "jitter", "distribution", "shape", "table", "correlation", "rate":
			rest = append(rest, pair)
		case "":
		default:
			if strings.Contains("loss bursts corrupt duplicate reorder mtu drop hold", key) {
				return f, fmt.Errorf("%q: a proxy of TCP cannot do that: the kernels would send again what it lost", pair)
			}
			return f, fmt.Errorf("%q: the keys are delay, jitter, distribution, rate, slice, stall and reset", pair)
		}
	}
	c, err := scenario.ParseConditions(link.Conditions{Delay: f.Delay, Rate: f.Rate}, strings.Join(rest, ","))
	if err != nil {
		return f, err
	}
	f.Delay, f.Rate = c.Delay, c.Rate
	return f, f.Check()
}

// setFlow sets what only a stream has; -1 takes it away.
func setFlow(f *impair.Flow, key string, n int64) {
	switch key {
	case "slice":
		f.Slice = int(max(0, n))
	case "stall":
		f.Stall, f.StallAfter = n == 0, max(0, n)
	case "reset":
		f.ResetAfter = max(0, n)
	}
}
