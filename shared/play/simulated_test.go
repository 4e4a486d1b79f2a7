package play_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/trace"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
)

// simulating returns a page that may simulate networks.
func simulating(t *testing.T) *page {
	p := newPage(t)
	p.Simulate, p.Streams = true, netstack.New
	return p
}

// packets returns what became of a run's packets, in words, until its end.
func (p *page) packets(t *testing.T, run int) (all []string, done play.Message) {
	t.Helper()
	for m := range p.came {
		if m.Kind == play.Done {
			return all, m
		}
		var e trace.Event
		if m.Kind != play.Event {
			continue
		}
		if err := json.Unmarshal(m.Event, &e); err != nil {
			t.Fatal(err)
		}
		if e.Packet != nil && (e.Packet.Fate == "dropped" || e.Packet.Fate == "delivered") {
			all = append(all, e.Packet.Link+" "+e.Packet.Fate+" "+e.Packet.Class)
		}
	}
	return all, done
}

// A lesson about TCP plays on a virtual network, whose first SYN is lost.
func TestSimulated(t *testing.T) {
	p := simulating(t)
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "hello",
		Network: &play.Network{Both: "delay=10ms", Up: "drop=SYN:1", Seed: 9, Speed: 20}})
	_, _, network := p.until(1, play.Simulated)
	want := play.Message{Kind: play.Simulated, Run: 1, Seed: 9,
		Text: "client > server: drop SYN:1, delay 10 ms\nserver > client: delay 10 ms"}
	if diff := cmp.Diff(want, network); diff != "" {
		t.Errorf("network (-want +got):\n%s", diff)
	}
	packets, done := p.packets(t, 1)
	if done.Error != "" {
		t.Fatal(done.Error)
	}
	wantFirst := []string{"client>server dropped SYN", "client>server delivered SYN", "server>client delivered SYN-ACK"}
	if diff := cmp.Diff(wantFirst, packets[:3]); diff != "" {
		t.Errorf("packets (-want +got):\n%s", diff)
	}
}

// The time of a network can stand, be stepped, and pass faster than ours.
func TestPace(t *testing.T) {
	p := simulating(t)
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "stopandwait", Network: &play.Network{Both: "delay=10ms"}})
	p.Handle(play.Message{Kind: play.Pace, Run: 1, Speed: 0})
	p.Handle(play.Message{Kind: play.Stdin, Run: 1, Text: "hello, socket\n"})
	p.Handle(play.Message{Kind: play.EOF, Run: 1})
	p.until(1, play.Ready)
	for range 3 {
		p.Handle(play.Message{Kind: play.Step, Run: 1})
	}
	p.Handle(play.Message{Kind: play.Pace, Run: 1, Speed: 50})
	if packets, done := p.packets(t, 1); done.Error != "" || len(packets) == 0 {
		t.Errorf("%d packets, error %q", len(packets), done.Error)
	}
}

// The player's own network is not what a simulated run lives on.
func TestSimulatedOutlives(t *testing.T) {
	p := simulating(t)
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "hello", Network: &play.Network{Both: "delay=10ms"}})
	p.until(1, play.Ready)
	p.Fail(socket.ENETDOWN)
	if _, done := p.packets(t, 1); done.Error != "" {
		t.Errorf("the run ends with %q", done.Error)
	}
}

// A page is told what the packets of each lesson are called, and each name is one
// that rules may have.
func TestPackets(t *testing.T) {
	got := make(map[string]string)
	for _, l := range play.Lessons() {
		got[l.Name] = strings.Join(l.Packets, " ")
	}
	for name, want := range map[string]string{
		"hello": "SYN SYN-ACK data ack FIN RST server client", "stopandwait": "data ack fin server client", "lossy": "server client",
	} {
		if got[name] != want {
			t.Errorf("the packets of %s are called %s, want %s", name, got[name], want)
		}
	}
	for _, s := range play.Scenarios() {
		if s.Name == "" || s.About.EN == "" || s.About.ZH == "" {
			t.Errorf("the scenario %+v lacks a name or a text", s)
		}
	}
}

func TestNotSimulated(t *testing.T) {
	for _, test := range []struct {
		name    string
		allowed bool
		m       play.Message
		want    string
	}{
		{"elsewhere", false, play.Message{Lesson: "hello", Network: &play.Network{}}, "in the page"},
		{"scenario", true, play.Message{Lesson: "hello", Network: &play.Network{Scenario: "moon"}}, `"moon"`},
		{"conditions", true, play.Message{Lesson: "hello", Network: &play.Network{Both: "loss=120%"}}, "120%"},
		{"rule", true, play.Message{Lesson: "hello", Network: &play.Network{Both: "drop=page:1"}}, `no packet of hello is called "page"`},
		{"speed", true, play.Message{Lesson: "hello", Network: &play.Network{Speed: -1}}, "speed is -1"},
		{"one role", true, play.Message{Lesson: "hello", Roles: []string{"client"}, Network: &play.Network{}}, "let it have all roles"},
		{"no TCP", true, play.Message{Lesson: "hello", Network: &play.Network{}}, "datagram sockets alone"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPage(t)
			p.Simulate = test.allowed
			test.m.Kind, test.m.Run = play.Start, 3
			p.Handle(test.m)
			if _, _, done := p.until(3, play.Done); !strings.Contains(done.Error, test.want) {
				t.Errorf("got %q, want %q in it", done.Error, test.want)
			}
		})
	}
}

// A player without networks of its own says so.
func TestOnlySimulated(t *testing.T) {
	p := simulating(t)
	p.Stack = nil
	p.Handle(play.Message{Kind: play.Start, Run: 3, Lesson: "hello"})
	if _, _, done := p.until(3, play.Done); !strings.Contains(done.Error, "give the run a network") {
		t.Errorf("got %q", done.Error)
	}
}
