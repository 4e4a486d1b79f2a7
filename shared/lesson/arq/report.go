package arq

import (
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
)

// Report returns what a sender saw, with the theory of a transfer from the client
// to the server. Where nothing is known of the network, the knob loss tells what
// it loses.
func Report(h *lesson.Host, c rdt.Config, seen rdt.Stats) rdt.Report {
	told := h.Float("loss") / 100
	r := rdt.Report{Stats: seen, Theory: rdt.Theory{
		Packets: seen.Packets, Window: c.Window, RTT: seen.RTT, Timeout: c.Timeout, Loss: told, AckLoss: told,
	}}
	if h.Links != nil {
		know(&r, h, c, told)
	}
	switch {
	case r.Unfit != "":
	case r.Theory.RTT == 0:
		r.Unfit = "no round trip was measured, for every packet was sent again"
	case r.Theory.RTT >= c.Timeout:
		r.Unfit = "the timeout is not above the round trip, so packets are sent again that were not lost"
	}
	return r
}

// know adds what is known of the network. The round trip is the one that was
// measured, if any was.
func know(r *rdt.Report, h *lesson.Host, c rdt.Config, told float64) {
	var rtt time.Duration
	for _, way := range []struct {
		from, to string
		loss     *float64
	}{{"client", "server", &r.Theory.Loss}, {"server", "client", &r.Theory.AckLoss}} {
		on, changes := h.Links(way.from, way.to)
		if on.Delay != nil {
			rtt += on.Delay.Mean
		}
		if told == 0 {
			*way.loss = 1 - (1-on.Loss)*(1-on.Corrupt)
		}
		if why := unfit(on, changes, c); why != "" {
			r.Unfit = why
		}
		if len(on.Script) > 0 {
			r.Note = "the theory leaves out what rules do to single packets"
		}
	}
	if r.Theory.RTT == 0 {
		r.Theory.RTT = rtt
	}
}

// overhead is the bytes of a packet's headers: IPv4, UDP and rdt.
const overhead = 20 + 8 + 9

// unfit returns why the theory is not about such a link; "" if it is.
func unfit(on link.Conditions, changes []link.Change, c rdt.Config) string {
	switch {
	case len(changes) > 0:
		return "the network changes with time"
	case on.Down || on.Loss == 1 || on.Corrupt == 1:
		return "nothing arrives"
	case on.MTU > 0 && on.MTU < c.Payload+overhead:
		return "packets are larger than the MTU"
	case on.Bursts != nil:
		return "losses come in bursts, not each by itself"
	case on.Rate != nil && c.Window > 0: // stop-and-wait has one packet, whose round trip counts its bits
		return "packets take time for their bits, and wait in a queue"
	case on.Delay != nil && on.Delay.Distribution != link.Constant:
		return "delays vary, so packets overtake each other or come after the timeout"
	case on.Reorder > 0:
		return "packets overtake each other"
	case on.Duplicate > 0:
		return "packets are doubled, and of two acks one is enough"
	}
	return ""
}
