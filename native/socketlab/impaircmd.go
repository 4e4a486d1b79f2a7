package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/spf13/cobra"
)

func impairCommand(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "impair",
		Short: "Put a bad network between real programs",
		Long: `A proxy in front of a server, of any language: its clients talk to the proxy, and
what passes is lost, delayed, reordered, duplicated or corrupted as it is told, from
a seed. Ctrl-C ends it with a summary.`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(impairUDPCommand(c), impairTCPCommand(c))
	return cmd
}

// impairFlags is what udp and tcp have in common.
type impairFlags struct {
	listen, to, control string
	quiet               bool
	trace               tracing
}

func (f *impairFlags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:0", "where clients find the proxy, as `host:port`; port 0 is one that is free")
	flags.StringVar(&f.to, "to", "", "where the server is, as `host:port`; it may start later")
	flags.StringVar(&f.control, "control", "", "show and change the conditions over HTTP at this `host:port` of this machine; see README")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "show neither clients nor counts while it runs")
	f.trace.flags(cmd)
	flags.Lookup("trace").Usage = "show what becomes of everything that passes, as `text|json`"
	cmd.MarkFlagRequired("to")
}

// impairUDPFlags is what udp can be told.
type impairUDPFlags struct {
	impairFlags
	network networkFlags
	pcap    string
	idle    time.Duration
	clients int
}

func impairUDPCommand(c *console) *cobra.Command {
	var f impairUDPFlags
	cmd := &cobra.Command{
		Use:   "udp --to HOST:PORT",
		Short: "A proxy in front of a UDP server, on any network",
		Example: `  socketlab impair udp --to 127.0.0.1:12345 --listen 127.0.0.1:9000 --loss 20% --delay 50ms --seed 7
  socketlab impair udp --to localhost:53 --scenario satellite --pcap dns.pcapng
  socketlab impair udp --to 127.0.0.1:4433 --up rate=1Mbit,queue=64KiB --drop client:3
  socketlab impair udp --to 127.0.0.1:4433 --loss 1% --control 127.0.0.1:9001
  curl -X PUT -d loss=50% http://127.0.0.1:9001/up`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := notNegative(cmd, "idle", f.idle); err != nil {
				return err
			}
			if f.clients < 1 {
				return usageError(cmd, fmt.Errorf("--clients %d: must be 1 or more", f.clients))
			}
			f.fit(c, cmd.Flags().Changed("clients"))
			return impairUDP(cmd.Context(), c, f)
		},
	}
	f.impairFlags.flags(cmd)
	f.network.flags(cmd)
	cmd.Flags().StringVar(&f.pcap, "pcap", "", "write the packets, and why they were dropped, to this `file` for Wireshark")
	cmd.Flags().DurationVar(&f.idle, "idle", time.Minute, "forget a client that is silent so long")
	cmd.Flags().IntVar(&f.clients, "clients", 10_000, "how many clients there may be at once, each with a socket; by default fewer where descriptors are few")
	return cmd
}

// fit sees to it that there are descriptors for all clients, or warns who has
// asked for so many.
func (f *impairUDPFlags) fit(c *console, asked bool) {
	room := max(1, descriptors()-spare)
	switch {
	case descriptors() == 0 || f.clients <= room:
	case asked:
		c.say("there are descriptors for %d clients, not for %d: raise their limit with 'ulimit -n'", room, f.clients)
	default:
		f.clients = room
	}
}

func impairUDP(ctx context.Context, c *console, f impairUDPFlags) (err error) {
	s, err := f.network.network()
	if err != nil {
		return err
	}
	listen, err := net.ResolveUDPAddr("udp", f.listen)
	if err != nil {
		return addressError("listen", f.listen, "host:port, for example 127.0.0.1:9000", err)
	}
	to, err := net.ResolveUDPAddr("udp", f.to)
	if err != nil || to.Port == 0 {
		return addressError("to", f.to, "the server's host:port, for example 127.0.0.1:12345", err)
	}
	if to.Port == listen.Port && (to.IP.Equal(listen.IP) || listen.IP.IsUnspecified() && to.IP.IsLoopback()) {
		return fmt.Errorf("--listen and --to are both %s: the proxy would send to itself; give it another port, or 0", f.to)
	}
	if err := fitsProxy(s); err != nil {
		return err
	}
	d, err := f.display(c)
	if err != nil {
		return err
	}
	defer d.close()
	record, end, err := f.sinks(c, d)
	if err != nil {
		return err
	}
	defer func() {
		if ended := end(); err == nil {
			err = ended
		}
	}()
	config := impair.UDPConfig{Listen: listen, To: to, Seed: s.Seed, Idle: f.idle, Clients: f.clients, Record: record, Note: d.note, Classify: rdt.Class,
		Up: way(s, "client", "server"), Down: way(s, "server", "client")}
	p, err := impair.ListenUDP(config)
	if err != nil {
		return listenError("listen", f.listen, err)
	}
	up, down := p.Links()
	view := &impairView{console: c, up: up, down: down, clients: p.Clients, painter: d.painter, conditions: func() [2]string {
		return [2]string{scenario.Describe(up.Conditions(), nil), scenario.Describe(down.Conditions(), nil)}
	}}
	fmt.Fprintf(c.stdout, "clients: %s/udp  server: %s  seed: %d\n%s\n", p.Addr(), to, s.Seed, s)
	return f.serve(ctx, p.Serve, d, view, control{set: func(which, text string) ([2]string, error) {
		return setLinks(which, text, [2]*link.Link{up, down}, s)
	}})
}

// fitsProxy returns an error if a scenario is about more than clients and a server,
// whose packets have no names but those of the lessons' protocols.
func fitsProxy(s *scenario.Scenario) error {
	for _, host := range s.HostNames() {
		if host != "client" && host != "server" {
			return fmt.Errorf("--scenario: a proxy is between client and server; this network has %q", s.HostNames())
		}
	}
	return s.CheckClasses("a proxy", rdt.Classes())
}

// addressError says what is wrong with an address: its form, or its host's name.
func addressError(flag, addr, form string, err error) error {
	var unknown *net.DNSError
	if errors.As(err, &unknown) && unknown.Name != "" {
		return fmt.Errorf("--%s %q: there is no host %s: check its name", flag, addr, unknown.Name)
	}
	return fmt.Errorf("--%s %q: write %s", flag, addr, form)
}

// way returns one direction of a scenario.
func way(s *scenario.Scenario, from, to string) impair.Direction {
	c, changes := s.Link(from, to)
	return impair.Direction{Conditions: c, Changes: changes}
}

// sinks returns what records of packets go to, and what ends that.
func (f *impairUDPFlags) sinks(c *console, d *display) (func(link.Record), func() error, error) {
	recorder, end, err := f.trace.open(c, d, false)
	if err != nil {
		return nil, nil, err
	}
	b := &below{pcap: f.pcap}
	if err := b.begin(recorder, f.trace.file); err != nil {
		return nil, nil, errors.Join(err, end())
	}
	ended := func() error { return errors.Join(b.end(), end()) }
	if recorder == nil && f.pcap == "" {
		return nil, ended, nil
	}
	return b.record, ended, nil
}
