package trace

import (
	"cmp"
	"slices"
)

// A call is an enter event with its return, or a line of stdin or stdout.
// Where one event is missing, the other stands in.
type call struct {
	*Event        // enter, stdin or stdout
	ret    *Event // nil: still waiting
	at     int64  // the Seq by which it is ordered
}

// calls pairs enters with returns. A call stands where it returned, because
// what it returns is what others did before; close stands where it began,
// since it makes others return. What has not returned comes last.
func calls(events []Event) []call {
	var all []call
	open := make(map[int64]int) // index in all, by Seq of the enter
	for i := range events {
		e := &events[i]
		switch e.Kind {
		case KindStdin, KindStdout:
			all = append(all, call{Event: e, at: e.Seq})
		case KindEnter:
			open[e.Seq] = len(all)
			all = append(all, call{Event: e, at: e.Seq})
		case KindReturn:
			k, ok := open[e.Enter]
			if !ok || all[k].Call != e.Call {
				all = append(all, call{Event: e, ret: e, at: e.Seq})
				continue
			}
			delete(open, e.Enter)
			all[k].ret = e
			if e.Call != "close" {
				all[k].at = e.Seq
			}
		}
	}
	slices.SortStableFunc(all, func(a, b call) int {
		if x, y := a.waits(), b.waits(); x != y {
			if x {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.at, b.at)
	})
	return all
}

// waits reports whether the call has not returned.
func (c *call) waits() bool { return c.Kind == KindEnter && c.ret == nil }

func (c *call) failed() bool { return c.ret != nil && failed(c.ret) }

func (c *call) sends() bool    { return c.Call == "send" || c.Call == "sendto" }
func (c *call) receives() bool { return c.Call == "recv" || c.Call == "recvfrom" }

// again reports whether a call that would wait was told so.
func (c *call) again() bool {
	return c.ret != nil && c.ret.Errno == "EAGAIN" && (c.sends() || c.receives() || c.Call == "accept")
}

// moved returns the bytes that a call sent or received.
func (c *call) moved() content {
	e, n := c.ret, c.ret.Len
	if !c.sends() {
		return contentOf(e.Bytes, n, e.Hash)
	}
	e = c.Event
	if n == 0 && c.ret.Result != "0" { // it took all
		return contentOf(e.Bytes, e.Len, e.Hash)
	}
	return contentOf(e.Bytes, n, c.ret.Hash)
}

// content is bytes that were joined: their sum, and their beginning.
type content struct {
	sum  sum
	head []byte // all that is known from the first byte on
}

// contentOf returns n bytes, of which b are kept, or more than n.
func contentOf(b []byte, n int, hash string) content {
	if n = max(n, 0); n <= len(b) {
		return content{sumOf(b[:n]), b[:n]}
	}
	s, ok := parseSum(hash, n)
	if !ok { // not a recorder's event
		s = sumOf(b)
		s.n = n
	}
	return content{s, b}
}

// join adds d's bytes. Beginnings are kept up to limit or a little more.
func (c *content) join(d content, limit int) {
	if len(c.head) == c.sum.n && len(c.head) < limit {
		c.head = append(slices.Clip(c.head), d.head...)
	}
	c.sum = c.sum.then(d.sum)
}
