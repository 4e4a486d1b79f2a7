package trace

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNamesAllInterfaces has hosts of their own addresses, each with a socket
// bound to one port of all interfaces, as on a virtual network.
func TestNamesAllInterfaces(t *testing.T) {
	var events []Event
	for _, host := range []string{"a", "b", "c"} {
		n := int64(len(events))
		events = append(events,
			Event{Seq: n + 1, Kind: KindEnter, Host: host, Call: "socket", Args: []Arg{{"type", "SOCK_DGRAM"}}},
			Event{Seq: n + 2, Kind: KindReturn, Host: host, Sock: "s1", Call: "socket", Result: "s1", Enter: n + 1},
			Event{Seq: n + 3, Kind: KindReturn, Host: host, Sock: "s1", Call: "bind", Local: "0.0.0.0:5000"})
	}
	p := Projection{Names: map[string]string{"10.0.0.3": "c"}}
	n := newNames(events, newSockets(events), p)
	tests := []struct {
		name, host string
		datagrams  bool
		addr, want string
	}{
		{"one's own", "a", true, "0.0.0.0:5000", "a"},
		{"another's own", "b", true, "0.0.0.0:5000", "b"},
		{"rather another than oneself", "a", true, "10.0.0.2:5000", "b"},
		{"a host that has a name", "a", true, "10.0.0.3:5000", "c"},
		{"another port of it", "a", true, "10.0.0.3:9", "c:9"},
		{"the other protocol", "a", false, "10.0.0.2:5000", "10.0.0.2:5000"},
		{"not bound", "a", true, "0.0.0.0:0", "a:0"},
		{"unknown", "a", true, "10.0.0.9:1", "10.0.0.9:1"},
		{"a path", "a", false, "/run/sock", "/run/sock"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, n.name(test.host, test.datagrams, test.addr)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
