package trace

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

type laneKey struct{ host, sock string }

// A lane is a Lane while it is built.
type lane struct {
	key    laneKey
	lines  []string
	step   string
	sorted bool // the order of lines does not count

	// What has happened since the last line, in no order that counts but
	// that of datagrams.
	flows    map[string]*flow // by the socket's name in lanes
	accepted []string
	records  []string // datagrams
	limit    int      // bytes that are shown
	names    *names
}

// A flow is what a stream carried, and which calls said EAGAIN.
type flow struct {
	sent, received content
	again          map[string]bool
}

// flow returns the flow of a socket.
func (l *lane) flow(prefix string) *flow {
	f, ok := l.flows[prefix]
	if !ok {
		f = &flow{again: make(map[string]bool)}
		l.flows[prefix] = f
	}
	return f
}

// cut ends what is being joined.
func (l *lane) cut() {
	for _, prefix := range slices.SortedFunc(maps.Keys(l.flows), natural) {
		f := l.flows[prefix]
		for _, call := range slices.Sorted(maps.Keys(f.again)) {
			l.lines = append(l.lines, prefix+call+" → EAGAIN ≥ 1")
		}
		if f.sent.sum.n > 0 {
			l.lines = append(l.lines, prefix+"sent "+l.show(f.sent))
		}
		if f.received.sum.n > 0 {
			l.lines = append(l.lines, prefix+"received "+l.show(f.received))
		}
	}
	slices.SortFunc(l.accepted, natural)
	l.lines = append(append(l.lines, l.accepted...), l.records...)
	clear(l.flows)
	l.accepted, l.records = nil, nil
}

// close ends the lane.
func (l *lane) close() {
	l.cut()
	if l.sorted {
		slices.Sort(l.lines)
	}
}

// shownHead is how much is shown of bytes that are too many to show.
const shownHead = 32

// show returns bytes as text that does not depend on how they were cut.
func (l *lane) show(c content) string {
	if n := c.sum.n; n > l.limit || n > len(c.head) {
		data, _ := quote(c.head[:min(shownHead, l.limit, len(c.head))], n, 0)
		return data + " " + count(n) + ", sum " + c.sum.String()
	}
	data, _ := quote(c.head[:c.sum.n], c.sum.n, 0)
	if named := l.names.replace(data); named != data {
		return named // an address's length is not the same in each run
	}
	return data + " " + count(c.sum.n)
}

// A builder puts calls into lanes.
type builder struct {
	p     Projection
	run   *sockets
	names *names
	lanes map[laneKey]*lane
	taken map[laneKey]sockID // which socket has which name in lanes
	socks map[sockID]string  // and the other way round
}

// lane returns the lane of that name.
func (b *builder) lane(host, sock string) *lane {
	k := laneKey{host, sock}
	l, ok := b.lanes[k]
	if !ok {
		l = &lane{key: k, flows: make(map[string]*flow), limit: b.p.Cap, names: b.names}
		b.lanes[k] = l
	}
	return l
}

// nameSockets names each socket as lanes do: accepted ones after their peer.
func (b *builder) nameSockets() {
	b.taken, b.socks = make(map[laneKey]sockID), make(map[sockID]string)
	for _, s := range b.run.order {
		name := s.id.name
		if s.parent != nil {
			peer := b.names.name(s.id.host, s.datagrams(), s.peer)
			name = cmp.Or(b.socks[s.parent.id], s.parent.id.name) + "." + cmp.Or(peer, "peer")
		}
		first := name
		for k := 2; ; k++ {
			if _, ok := b.taken[laneKey{s.id.host, name}]; !ok {
				break
			}
			name = numbered(first, k)
		}
		b.taken[laneKey{s.id.host, name}], b.socks[s.id] = s.id, name
	}
}

// place returns the lane that a call belongs to, and what its line begins with.
func (b *builder) place(c call) (l *lane, prefix string) {
	name := c.Sock
	if c.ret != nil && c.Call == "socket" {
		name = c.ret.Sock
	}
	name = cmp.Or(b.socks[sockID{c.Host, name}], name)
	if b.p.single(c.Host) {
		return b.lane(c.Host, ""), strings.TrimLeft(name+" ", " ")
	}
	if peer := c.peer(); peer != "" && b.run.datagrams(c.Event) {
		name += "." + b.names.name(c.Host, true, peer)
	}
	return b.lane(c.Host, name), ""
}

// peer returns the address that a datagram went to or came from.
func (c *call) peer() string {
	switch {
	case c.Call == "sendto":
		return c.Arg("addr")
	case c.Call == "recvfrom" && c.ret != nil:
		return c.ret.Peer
	}
	return ""
}
