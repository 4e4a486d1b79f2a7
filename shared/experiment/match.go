package experiment

import (
	"strconv"
	"strings"

	"github.com/socketlab/socketlab/shared/trace"
)

// kind returns the kind of events that match. It is a call's beginning unless
// something is given that only others have.
func (m *Match) kind() trace.Kind {
	switch {
	case m.Kind != "":
		return trace.Kind(m.Kind)
	case m.State != "":
		return trace.KindTCP
	case m.Fate != "" || m.Class != "" || m.Link != "" || m.Again != nil:
		return trace.KindPacket
	case m.Errno != "" || m.Failed != nil || m.End != nil:
		return trace.KindReturn
	}
	return trace.KindEnter
}

// matches reports whether everything that is given holds of e.
func (m *Match) matches(e *trace.Event) bool {
	switch {
	case e.Kind != m.kind(), e.Kind == trace.KindPacket && e.Packet == nil, e.Kind == trace.KindTCP && e.TCP == nil:
		return false
	}
	return m.holds(e)
}

// holds is matches for an event of any kind.
func (m *Match) holds(e *trace.Event) bool {
	is := func(want, have string) bool { return want == "" || want == have }
	be := func(want *bool, have bool) bool { return want == nil || *want == have }
	n := length(e)
	return is(m.Host, e.Host) && is(m.Call, e.Call) && is(m.Step, e.Step) &&
		(is(m.Errno, e.Errno) || m.Errno == "*" && e.Errno != "") &&
		be(m.Failed, failed(e)) && be(m.End, e.End) &&
		m.holdsBelow(e) &&
		(m.Min == nil || n >= *m.Min) && (m.Max == nil || n <= *m.Max) &&
		(m.Text == "" || strings.Contains(text(e), m.Text))
}

// holdsBelow is the part of holds about packets and TCP.
func (m *Match) holdsBelow(e *trace.Event) bool {
	if p := e.Packet; p != nil {
		return (m.Fate == "" || m.Fate == p.Fate) && (m.Class == "" || m.Class == p.Class) && (m.Link == "" || m.Link == p.Link) &&
			(m.Again == nil || *m.Again == (p.Again || p.Segment != nil && p.Segment.Again))
	}
	if e.TCP != nil {
		return m.State == "" || m.State == e.TCP.State
	}
	return m.Fate == "" && m.Class == "" && m.Link == "" && m.Again == nil && m.State == ""
}

// length returns how many bytes an event is about: those asked to send, those that
// a call moved, or those that a packet carries.
func length(e *trace.Event) int {
	if e.Kind == trace.KindReturn && strings.HasPrefix(e.Call, "send") {
		n, _ := strconv.Atoi(e.Result) // none where it failed
		return n
	}
	return e.Len
}

// text returns what was typed or printed, or the bytes of a call or packet.
func text(e *trace.Event) string {
	if e.Text != "" {
		return strings.TrimSuffix(e.Text, "\n")
	}
	return string(e.Bytes)
}

func failed(e *trace.Event) bool { return e.Errno != "" || e.Err != "" }

// value returns a field of an event.
func value(e *trace.Event, field string) string {
	switch field {
	case "len":
		return strconv.Itoa(length(e))
	case "errno":
		if e.Errno == "" {
			return e.Err // "timed out"
		}
		return e.Errno
	case "result":
		return e.Result
	case "text":
		return text(e)
	case "call":
		return e.Call
	case "host":
		return e.Host
	case "state":
		return e.TCP.State
	case "fate":
		return e.Packet.Fate
	case "reason":
		return e.Packet.Reason
	}
	return strconv.Itoa(e.Packet.Size)
}
