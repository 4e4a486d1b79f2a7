package experiment

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/trace"
)

// fields are what value can read off an event.
const fields = "len errno result text call host reason fate state size"

// needed says which fields a reading must have besides of, and which it may have.
func needed(read string) (must, may []string, ok bool) {
	switch read {
	case "count", "sum", "who", "waiting", "happens", "inversions":
		return nil, nil, true
	case "value":
		return []string{"field"}, []string{"nth"}, true
	case "first", "ratio":
		return []string{"then"}, nil, true
	case "time":
		return nil, []string{"then", "nth", "same"}, true
	}
	return nil, nil, false
}

func (r *Reading) valid() error {
	must, may, ok := needed(r.Read)
	if !ok {
		return fmt.Errorf("answer: no reading %q: there are count, sum, value, who, waiting, happens, first, time, ratio, inversions", r.Read)
	}
	var errs []error
	for _, f := range []struct {
		name  string
		given bool
	}{{"then", r.Then != nil}, {"field", r.Field != ""}, {"nth", r.Nth != 0}, {"same", r.Same}} {
		switch {
		case slices.Contains(must, f.name) && !f.given:
			errs = append(errs, fmt.Errorf("answer: %q needs %q: add it", r.Read, f.name))
		case f.given && !slices.Contains(must, f.name) && !slices.Contains(may, f.name):
			errs = append(errs, fmt.Errorf("answer: %q has no %q: leave it out", r.Read, f.name))
		}
	}
	errs = append(errs, r.Of.valid("of"))
	if r.Then != nil {
		errs = append(errs, r.Then.valid("then"))
	}
	if r.Same && r.Then == nil {
		errs = append(errs, errors.New(`answer: "same" is about "then": add that, or leave it out`))
	}
	return errors.Join(append(errs, r.readable())...)
}

// readable returns an error if the events that match never have what is read.
func (r *Reading) readable() error {
	kind := r.Of.kind()
	calls := kind == trace.KindEnter || kind == trace.KindReturn
	switch {
	case r.Read == "value" && !slices.Contains(strings.Fields(fields), r.Field):
		if r.Field == "" {
			return nil
		}
		return fmt.Errorf("answer: no field %q: there are %s", r.Field, strings.ReplaceAll(fields, " ", ", "))
	case r.Read == "value" && slices.Contains([]string{"errno", "result"}, r.Field) && kind != trace.KindReturn:
		return fmt.Errorf(`answer: %s is known when a call returns: add "kind": "return"`, r.Field)
	case r.Read == "value" && slices.Contains([]string{"fate", "size", "reason"}, r.Field) && kind != trace.KindPacket:
		return fmt.Errorf(`answer: %s is a packet's: add "kind": "packet"`, r.Field)
	case r.Read == "value" && r.Field == "state" && kind != trace.KindTCP:
		return errors.New(`answer: state is of TCP: add "kind": "tcp"`)
	case r.Read == "value" && r.Field == "call" && !calls:
		return fmt.Errorf(`answer: call is not of kind %q: use "enter" or "return"`, kind)
	case r.Read == "sum" || r.Read == "value" && r.Field == "len":
		return r.Of.hasBytes("of")
	case r.Read == "waiting" && kind != trace.KindEnter:
		return fmt.Errorf(`answer: "waiting" is about calls that have begun: leave kind %q and what belongs to it out`, kind)
	case r.Read == "time" && r.Then == nil && kind != trace.KindEnter:
		return errors.New(`answer: "time" without "then" is how long a call took: let of be its enter`)
	case r.Read == "inversions" && kind != trace.KindPacket:
		return errors.New(`answer: "inversions" is about packets: add "fate": "delivered"`)
	}
	return nil
}

// valid checks that all that is given can hold of one event.
func (m *Match) valid(name string) error {
	kind := m.kind()
	known := []trace.Kind{trace.KindEnter, trace.KindReturn, trace.KindPacket, trace.KindTCP, trace.KindStdin, trace.KindStdout}
	if !slices.Contains(known, kind) {
		return fmt.Errorf("answer: %s: no kind %q: there are enter, return, packet, tcp, stdin, stdout", name, m.Kind)
	}
	call := []trace.Kind{trace.KindEnter, trace.KindReturn}
	ofReturn, ofPacket := call[1:], known[2:3]
	for _, f := range []struct {
		name  string
		given bool
		kinds []trace.Kind
	}{
		{"call", m.Call != "", call}, {"step", m.Step != "", call},
		{"errno", m.Errno != "", ofReturn}, {"failed", m.Failed != nil, ofReturn}, {"end", m.End != nil, ofReturn},
		{"fate", m.Fate != "", ofPacket}, {"class", m.Class != "", ofPacket}, {"link", m.Link != "", ofPacket}, {"again", m.Again != nil, ofPacket},
		{"state", m.State != "", known[3:4]},
	} {
		if f.given && !slices.Contains(f.kinds, kind) {
			return fmt.Errorf(`answer: %s: %q is not of kind %q: write "kind": %q, or leave one out`, name, f.name, kind, f.kinds[len(f.kinds)-1])
		}
	}
	fates := []link.Kind{link.Sent, link.Dropped, link.Corrupted, link.Duplicated, link.Queued, link.Delayed, link.Held, link.Delivered}
	switch {
	case m.Fate != "" && !slices.Contains(fates, link.Kind(m.Fate)):
		return fmt.Errorf("answer: %s: no fate %q: there are %v", name, m.Fate, fates)
	case m.State != "" && !slices.Contains(strings.Fields(states), m.State):
		return fmt.Errorf("answer: %s: no state %q: there are %s", name, m.State, states)
	case m.Errno != "" && !isErrno(m.Errno):
		return fmt.Errorf(`answer: %s: errno %q: write a name as ECONNREFUSED, or "*"; a timeout has none: use "failed": true`, name, m.Errno)
	case m.Min != nil && m.Max != nil && *m.Min > *m.Max:
		return fmt.Errorf("answer: %s: min %d is above max %d: swap them", name, *m.Min, *m.Max)
	case m.Min != nil || m.Max != nil:
		return m.hasBytes(name)
	}
	return nil
}

// states are TCP's, of RFC 9293.
const states = "LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSE-WAIT CLOSING LAST-ACK TIME-WAIT CLOSED"

// hasBytes returns an error if the events that match never have a length.
func (m *Match) hasBytes(name string) error {
	receives := strings.HasPrefix(m.Call, "recv")
	switch kind := m.kind(); {
	case kind == trace.KindPacket, kind == trace.KindReturn && (receives || strings.HasPrefix(m.Call, "send")), kind == trace.KindEnter && strings.HasPrefix(m.Call, "send"):
		return nil
	case kind == trace.KindEnter && receives:
		return fmt.Errorf(`answer: %s: the bytes of %s are known when it returns: add "kind": "return"`, name, m.Call)
	}
	return fmt.Errorf(`answer: %s: there are no bytes: name a call that sends or receives, or "kind": "packet"`, name)
}

// below reports whether the events are of what happens below the calls.
func (m *Match) below() bool { return m.kind() == trace.KindPacket || m.kind() == trace.KindTCP }
