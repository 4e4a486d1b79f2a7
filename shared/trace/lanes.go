package trace

import (
	"slices"
	"strings"
)

// A Projection says what counts when two runs are compared by lanes. Its zero
// value suits most lessons.
type Projection struct {
	// Exact counts every call with its arguments, in its order: nothing is
	// joined, folded or sorted. It is for lessons whose point is timing.
	Exact bool

	// PerHost keeps the order of calls over all sockets of a host, and
	// SingleGoroutine of the named ones: programs that do one thing at a
	// time. Otherwise the order counts for each socket on its own.
	PerHost         bool
	SingleGoroutine []string

	// Ignore names calls that do not count: "getsockopt", also "stdin" and
	// "stdout".
	Ignore []string

	// Names gives addresses names, beside those that the run shows:
	// "10.0.0.1:9" or, for a host's every port, "10.0.0.1".
	Names map[string]string

	// Cap is the Config.Cap of the runs; 0 means DefaultCap.
	Cap int
}

// A Lane is what one socket, or one host, did, with all that may differ from
// run to run taken out. Compare two runs with cmp.Diff of their lanes.
type Lane struct {
	Host  string
	Sock  string // "s1"; "s1.client" accepted from, or with, client; "" the host itself
	Lines []string
}

// Lanes returns a run's lanes, in the order of host and socket. In a lane,
//
//   - bytes sent, and bytes received, are joined until something else happens
//     on the socket: another call, an error, the end of the stream, another
//     step. Datagrams are never joined;
//   - EAGAIN, however often, is one line;
//   - known addresses are called by their host's role: "client", its second
//     "client#2". Of all hosts with more than one peer, what they accepted
//     and printed is sorted, unless their order counts;
//   - sizes of buffers are "positive"; times, Seq and names of accepted
//     sockets do not occur;
//   - a call that never returned ends with "…".
//
// States and packets are left out. Events must be complete and in order.
func Lanes(events []Event, p Projection) []Lane {
	if p.Cap <= 0 {
		p.Cap = DefaultCap
	}
	run := newSockets(events)
	b := &builder{p: p, run: run, names: newNames(events, run, p), lanes: make(map[laneKey]*lane)}
	b.nameSockets()
	for _, c := range calls(events) {
		b.add(c)
	}
	var out []Lane
	for _, l := range b.lanes {
		if l.close(); len(l.lines) > 0 {
			out = append(out, Lane{l.key.host, l.key.sock, l.lines})
		}
	}
	slices.SortFunc(out, func(a, b Lane) int {
		if c := natural(a.Host, b.Host); c != 0 {
			return c
		}
		return natural(a.Sock, b.Sock)
	})
	return out
}

// single reports whether the order of all that the host does counts.
func (p *Projection) single(host string) bool {
	return p.PerHost || slices.Contains(p.SingleGoroutine, host)
}

// natural compares names so that s2 comes before s10.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x == 0 || y == 0 {
			if a[0] != b[0] {
				return int(a[0]) - int(b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
		if len(m) != len(n) {
			return len(m) - len(n)
		}
		if c := strings.Compare(m, n); c != 0 {
			return c
		}
		a, b = a[x:], b[y:]
	}
	return len(a) - len(b)
}

// digits returns how many digits s begins with.
func digits(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}
