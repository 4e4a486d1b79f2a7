package trace

import (
	"slices"
	"strconv"
	"strings"
)

// add puts a call, or what was typed or printed, into its lane.
func (b *builder) add(c call) {
	if c.Kind != KindEnter && c.Kind != KindReturn {
		b.addText(c)
		return
	}
	if slices.Contains(b.p.Ignore, c.Call) {
		return
	}
	l, prefix := b.place(c)
	if c.Step != "" && c.Step != l.step {
		l.step = c.Step
		l.cut()
		l.lines = append(l.lines, "# "+c.Step)
	}
	datagrams := b.run.datagrams(c.Event)
	transfer := c.ret != nil && !c.failed() && !c.ret.End && (c.sends() || c.receives()) &&
		!strings.Contains(c.Arg("flags"), "MSG_PEEK")
	switch {
	case b.p.Exact:
		l.lines = append(l.lines, prefix+b.line(l, c))
	case c.again():
		l.flow(prefix).again[c.Call] = true
	case transfer && datagrams:
		l.records = append(l.records, prefix+b.line(l, c))
	case transfer && c.sends():
		l.flow(prefix).sent.join(c.moved(), b.p.Cap)
	case transfer:
		l.flow(prefix).received.join(c.moved(), b.p.Cap)
	case c.Call == "accept" && c.ret != nil && !c.failed() && !b.p.single(c.Host):
		l.accepted = append(l.accepted, b.line(l, c))
	default:
		l.cut()
		l.lines = append(l.lines, prefix+b.line(l, c))
	}
}

// addText puts what was typed or printed into the host's lane, if its order
// counts, or into one of its own.
func (b *builder) addText(c call) {
	if slices.Contains(b.p.Ignore, string(c.Kind)) {
		return
	}
	l, prefix := b.lane(c.Host, ""), string(c.Kind)+" "
	if !b.p.single(c.Host) {
		l, prefix = b.lane(c.Host, string(c.Kind)), ""
		l.sorted = c.Kind == KindStdout && b.run.links[c.Host] > 1 && !b.p.Exact
	}
	l.cut()
	l.lines = append(l.lines, prefix+strconv.Quote(b.names.replace(c.Text)))
}

// line returns a call as lanes show it.
func (b *builder) line(l *lane, c call) string {
	text := b.head(l, c)
	switch {
	case c.ret == nil:
		return text + " …"
	case c.ret.Errno != "":
		return text + " → " + c.ret.Errno
	case c.ret.Err != "":
		return text + " → " + c.ret.Err
	}
	return text + " → " + b.result(l, c)
}

// head returns a call and its arguments. Those of a stream's send and recv
// follow from how the stream was cut.
func (b *builder) head(l *lane, c call) string {
	moves := c.sends() || c.receives()
	if moves && !b.p.Exact && !b.run.datagrams(c.Event) {
		return c.Call
	}
	var data string
	if c.sends() {
		data = l.show(contentOf(c.Bytes, c.Len, c.Hash))
	}
	return callText(c.Event, data, func(addr string) string { return b.addr(c, addr) })
}

// addr names an address in a call. A port that bind is to choose is the host's own.
func (b *builder) addr(c call, addr string) string {
	if c.Call == "bind" && strings.HasSuffix(addr, ":0") {
		return c.Host + ":0"
	}
	return b.names.name(c.Host, b.run.datagrams(c.Event), addr)
}

// result returns what a call returned.
func (b *builder) result(l *lane, c call) string {
	addr := func(addr string) string { return b.addr(c, addr) }
	switch option := c.Arg("option"); {
	case c.Call == "socket":
		return "ok" // the lane has its name
	case c.Call == "accept":
		return strings.TrimPrefix(b.socks[sockID{c.Host, c.ret.Result}], b.socks[sockID{c.Host, c.Sock}]+".")
	case c.receives() && !c.ret.End:
		return l.show(c.moved()) + about(c.ret, addr)
	case c.Call == "getsockopt" && (option == "SO_RCVBUF" || option == "SO_SNDBUF"):
		if n, err := strconv.Atoi(c.ret.Result); err == nil && n > 0 {
			return "positive"
		}
	}
	return resultText(c.ret, addr)
}
