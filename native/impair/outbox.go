package impair

import (
	"cmp"
	"slices"
)

// batch is how many datagrams are received, and held to be sent, at a time at most.
const batch = 32

// An outbox holds datagrams that have passed their links until all that is due
// has, to write them with one system call for each socket. It belongs to the
// goroutine that delivers.
type outbox struct {
	held   []outgoing
	writer writer
}

// An outgoing is a datagram of a client's flow.
type outgoing struct {
	client *client
	down   bool // it goes to the client; else to the server
	data   []byte
}

func (o *outbox) add(out outgoing) {
	o.held = append(o.held, out)
	if len(o.held) == batch {
		o.flush()
	}
}

// flush writes what is held. The order within a flow is kept.
func (o *outbox) flush() {
	slices.SortStableFunc(o.held, bySocket)
	for rest := o.held; len(rest) > 0; {
		n := 1
		for n < len(rest) && bySocket(rest[0], rest[n]) == 0 {
			n++
		}
		o.send(rest[:n])
		rest = rest[n:]
	}
	clear(o.held)
	o.held = o.held[:0]
}

// bySocket orders datagrams by the sockets that they leave through: all that go to
// clients have the same one.
func bySocket(a, b outgoing) int {
	number := func(o outgoing) int {
		if o.down {
			return 0
		}
		return o.client.number
	}
	return cmp.Compare(number(a), number(b))
}

// send writes datagrams to a socket. It writes again what met the error of an
// earlier datagram, which ICMP has refused. Any other error is the network's: lost.
func (o *outbox) send(out []outgoing) {
	for again := true; len(out) > 0; {
		n, err := o.writer.write(out)
		switch {
		case n > 0:
			out, again = out[n:], true
		case again && refused(err):
			again = false
		default:
			out, again = out[1:], true
		}
	}
}
