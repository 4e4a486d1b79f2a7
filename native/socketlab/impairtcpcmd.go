package main

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/spf13/cobra"
)

// impairTCPFlags is what tcp can be told.
type impairTCPFlags struct {
	impairFlags
	scenario       string
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
  slice=1 gap=10ms                              so many bytes at a time, such a time apart; without
                                                a gap a slow receiver gets several slices at once
  stall=10000                                   after so many bytes nothing passes; stall=0 from the start
  reset=10000                                   after so many bytes both connections are reset

Of a --scenario it does delays, rates, and what is down, as a stall, at their
times; it names what it leaves out. Connections that are cut off when it ends are
reset. There is no --pcap: what passes are bytes of streams, no segments. Capture
those at the proxy's ports, for example with tcpdump -i lo.`,
		Example: `  socketlab impair tcp --to 127.0.0.1:12345 --listen 127.0.0.1:9000 --both delay=50ms,rate=1Mbit
  socketlab impair tcp --to 127.0.0.1:8080 --scenario 3g
  socketlab impair tcp --to 127.0.0.1:8080 --down slice=1,gap=10ms
  socketlab impair tcp --to 127.0.0.1:8080 --up reset=1000`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return impairTCP(cmd.Context(), c, f) },
	}
	f.impairFlags.flags(cmd)
	cmd.Flags().StringVar(&f.scenario, "scenario", "", "delays, rates and stalls as a `name` of the gallery has them ("+strings.Join(scenario.Names(), ", ")+"), or a file")
	cmd.RegisterFlagCompletionFunc("scenario", cobra.FixedCompletions(scenario.Names(), cobra.ShellCompDirectiveDefault))
	cmd.Flags().StringVar(&f.both, "both", "", "`conditions` of both directions, over --scenario")
	cmd.Flags().StringVar(&f.up, "up", "", "`conditions` from clients to the server, over --both")
	cmd.Flags().StringVar(&f.down, "down", "", "`conditions` from the server to clients, over --both")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "delays are a function of this `number`; 0 chooses one, and says which")
	return cmd
}

func impairTCP(ctx context.Context, c *console, f impairTCPFlags) (err error) {
	network := networkFlags{scenario: f.scenario, seed: f.seed}
	s, err := network.network()
	if err != nil {
		return err
	}
	up, down, changes := scenarioFlows(s)
	if up, down, err = f.flows(up, down); err != nil {
		return err
	}
	if err := f.overChanges(changes); err != nil {
		return err
	}
	if _, port, err := net.SplitHostPort(f.to); err != nil || port == "" || port == "0" {
		return addressError("to", f.to, "the server's host:port, for example 127.0.0.1:12345", err)
	}
	d, err := f.display(c)
	if err != nil {
		return err
	}
	defer d.close()
	recorder, end, err := f.trace.open(c, d, false)
	if err != nil {
		return err
	}
	defer func() {
		if ended := end(); err == nil {
			err = ended
		}
	}()
	config := impair.TCPConfig{Listen: f.listen, To: f.to, Seed: s.Seed, Up: up, Down: down, Note: d.note}
	if recorder != nil {
		config.Record = timeline.New(recorder).Record
	}
	p, err := impair.ListenTCP(ctx, config)
	if err != nil {
		return listenError("listen", f.listen, err)
	}
	fmt.Fprintf(c.stdout, "clients: %s/tcp  server: %s  seed: %d\n", p.Addr(), f.to, s.Seed)
	fmt.Fprintf(c.stdout, "%s: %s\n%s: %s\n", impair.Up, describeFlow(up), impair.Down, describeFlow(down))
	f.warn(c, s)
	var changing sync.WaitGroup
	serve := func(ctx context.Context) error {
		changing.Go(func() { change(ctx, p, changes, d.note) })
		return p.Serve(ctx)
	}
	defer changing.Wait()
	return f.serve(ctx, serve, d, f.view(c, d, p), control{set: func(which, text string) ([2]string, error) {
		return setFlows(p, which, text, up, down)
	}})
}

// warn says what of a scenario a TCP proxy leaves out.
func (f *impairTCPFlags) warn(c *console, s *scenario.Scenario) {
	lines := beyondTCP(s)
	if len(lines) > 0 {
		c.say("--scenario %s: a TCP proxy cannot lose, reorder or change segments, for the kernels would send them again:", f.scenario)
	}
	for _, line := range lines {
		c.say("%s", line)
	}
}

func (f *impairTCPFlags) view(c *console, d *display, p *impair.TCP) *impairView {
	up, down := p.Links()
	return &impairView{console: c, up: up, down: down, clients: p.Clients, painter: d.painter, bytes: bytesOf(p), conditions: func() [2]string {
		up, down := p.Flows()
		return [2]string{describeFlow(up), describeFlow(down)}
	}}
}

func bytesOf(p *impair.TCP) func() [2]impair.Bytes {
	return func() [2]impair.Bytes {
		up, down := p.Bytes()
		return [2]impair.Bytes{up, down}
	}
}

// setFlows puts text over what happened at the start, in one direction or both, and
// returns what happens from now on.
func setFlows(p *impair.TCP, which, text string, up, down impair.Flow) (now [2]string, err error) {
	nowUp, nowDown := p.Flows()
	f := impairTCPFlags{both: text}
	if up, down, err = f.flows(up, down); err != nil {
		return now, err
	}
	switch which {
	case "up":
		down = nowDown
	case "down":
		up = nowUp
	}
	return [2]string{describeFlow(up), describeFlow(down)}, p.Set(up, down)
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

// overChanges puts the texts over what changes, too.
func (f *impairTCPFlags) overChanges(changes []flowChange) (err error) {
	for _, c := range changes {
		if c.up != nil {
			*c.up, _, err = f.flows(*c.up, impair.Flow{})
		} else {
			_, *c.down, err = f.flows(impair.Flow{}, *c.down)
		}
		if err != nil {
			return fmt.Errorf("--scenario %s at %v: %w", f.scenario, c.at, err)
		}
	}
	return nil
}

// parseFlow puts a text over a flow: what a link can do of it, and what only a
// stream has.
func parseFlow(f impair.Flow, text string) (impair.Flow, error) {
	var rest []string
	for _, pair := range strings.Split(text, ",") {
		pair = strings.TrimSpace(pair)
		if pair == "" {
			continue
		}
		key, value, _ := strings.Cut(pair, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
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
		case "gap":
			d, err := time.ParseDuration(value)
			if value == "none" {
				d, err = 0, nil
			}
			if err != nil || d < 0 {
				return f, fmt.Errorf("%q: write gap=TIME, as gap=10ms, or gap=none", pair)
			}
			f.Gap = d
		case "delay", "jitter", "distribution", "shape", "table", "correlation", "rate":
			rest = append(rest, pair)
		case "loss", "bursts", "corrupt", "corruptBits", "duplicate", "reorder", "mtu", "drop", "hold", "rule":
			return f, fmt.Errorf("%q: a proxy of TCP cannot do that: the kernels would send again what it lost", pair)
		default:
			return f, fmt.Errorf("%q: the keys are delay, jitter, distribution, rate, slice, gap, stall and reset", pair)
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
