package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/pcapng"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/timeline"
	"github.com/socketlab/socketlab/shared/trace"
	"github.com/spf13/cobra"
)

// below is what a run shows of what happens below its calls.
type below struct {
	tcp  bool   // --tcp
	pcap string // --pcap
	host string // --pcap-host; "": all

	timeline *timeline.Timeline // nil: there is no trace
	pulse    timeline.Pulse     // nil: not --tcp
	capture  *pcapng.Writer     // nil: not --pcap
	file     *os.File
}

func (b *below) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&b.tcp, "tcp", false, "show the states, queues and retransmissions of TCP connections in the trace, and the segments, where they may be captured")
	cmd.Flags().StringVar(&b.pcap, "pcap", "", "write the packets, and why they were dropped, to this `file` for Wireshark")
	cmd.Flags().StringVar(&b.host, "pcap-host", "", "write what this `host` sent and received alone, client or server: of a virtual network a file of both has each packet twice, which Wireshark takes for retransmissions (default: both)")
	cmd.RegisterFlagCompletionFunc("pcap-host", cobra.FixedCompletions([]string{"client", "server"}, cobra.ShellCompDirectiveNoFileComp))
}

// given reports whether a flag asks for more than the trace has by itself.
func (b *below) given() bool { return b.tcp || b.pcap != "" }

// check returns an error if the flags do not fit the run, and has --tcp ask for
// a trace.
func (b *below) check(l *lesson.Lesson, f *runFlags) error {
	hosts, _ := rolesOf(l, "both")
	switch {
	case b.host != "" && b.pcap == "":
		return fmt.Errorf("--pcap-host %s: there is no file for it: --pcap names one", b.host)
	case b.host != "" && !slices.Contains(hosts, b.host):
		return fmt.Errorf("--pcap-host %q: the hosts are %s", b.host, strings.Join(hosts, " and "))
	case !b.given():
		return nil
	case f.via.url != "":
		return errors.New("--tcp and --pcap: the far machine's connections cannot be looked into; leave out --via")
	case l.Type == socket.SOCK_STREAM:
		break
	case b.tcp:
		return fmt.Errorf("--tcp: %s is about datagrams, which have no connections", l.Name)
	case !f.network.given():
		return fmt.Errorf("--pcap: this machine's datagrams are not captured; those of a virtual network are, such as with --delay 10ms")
	}
	if b.tcp {
		b.pulse = timeline.NewPulse()
		f.trace.also = append(f.trace.also, b.pulse)
		f.trace.form = cmp.Or(f.trace.form, "text")
	}
	if !f.network.given() {
		f.trace.late = captureLate
	}
	return nil
}

// captureLate is how late captured segments may come.
const captureLate = 30 * time.Millisecond

// begin has what is seen go to the trace, and to the file.
func (b *below) begin(r *trace.Recorder, traceFile string) (err error) {
	b.timeline = timeline.New(r)
	if b.pcap == "" {
		return nil
	}
	if b.pcap == traceFile {
		return fmt.Errorf("--pcap and --trace-file are both %q: give each a file of its own", b.pcap)
	}
	if b.file, err = os.Create(b.pcap); err != nil {
		return fmt.Errorf("--pcap: %w", err)
	}
	b.capture = pcapng.NewWriter(b.file, time.Now())
	b.capture.Host = b.host
	return nil
}

// record takes what a link did.
func (b *below) record(r link.Record) {
	b.timeline.Record(r)
	if b.capture != nil {
		b.capture.Record(r) // Flush returns the error
	}
}

// end closes the file.
func (b *below) end() error {
	if b.capture == nil {
		return nil
	}
	err := b.capture.Flush()
	if closed := b.file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("--pcap: %w", err)
	}
	return nil
}
