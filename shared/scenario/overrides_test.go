package scenario

import (
	"testing"
)

const threeHosts = head + `"hosts": [{"name": "client"}, {"name": "server"}, {"name": "other"}], "links": [
	{"between": ["client", "server"], "conditions": {"loss": "1%", "delay": "5ms", "script": ["drop server:2"]},
	 "changes": [{"at": "1s", "conditions": {"down": true}}, {"at": "2s", "conditions": {"down": null, "script": ["drop 7"]}}]}]}`

func TestOverrides(t *testing.T) {
	tests := []struct {
		name string
		o    Overrides
		want string
	}{
		{"none", Overrides{}, `client > server: loss 1 %, delay 5 ms; from 1 s: down; from 2 s: up, drop 7
server > client: drop 2, loss 1 %, delay 5 ms; from 1 s: down; from 2 s: up, drop 7
client <> other: perfect
server <> other: perfect`},
		{"both directions", Overrides{Both: "loss=20%,drop=client:3,data:4"}, `client > server: drop 3, drop data:4, loss 20 %, delay 5 ms; from 1 s: down; from 2 s: up, drop 7, drop 3, drop data:4
server > client: drop 2, drop data:4, loss 20 %, delay 5 ms; from 1 s: down; from 2 s: up, drop 7, drop data:4
client > other: drop 3, drop data:4, loss 20 %
other > client: drop data:4, loss 20 %
server <> other: drop data:4, loss 20 %`},
		{"one direction over both", Overrides{Both: "rate=1Mbit", Up: "loss=none,rate=2Mbit", Down: "delay=9ms"}, `client > server: delay 5 ms, rate 2 Mbit/s with a queue of 150 kB; from 1 s: down; from 2 s: up, drop 7
server > client: drop 2, loss 1 %, delay 9 ms, rate 1 Mbit/s with a queue of 150 kB; from 1 s: down; from 2 s: up, drop 7
client > other: rate 2 Mbit/s with a queue of 150 kB
other > client: delay 9 ms, rate 1 Mbit/s with a queue of 150 kB
server <> other: rate 1 Mbit/s with a queue of 150 kB`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := Parse([]byte(threeHosts))
			if err != nil {
				t.Fatal(err)
			}
			before := s.String()
			got, err := test.o.Apply(s)
			if err != nil {
				t.Fatal(err)
			}
			if d := diff(test.want, got.String()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if d := diff(before, s.String()); d != "" {
				t.Errorf("the scenario was touched (-want +got):\n%s", d)
			}
			roundTrip(t, got)
			// Rules count on through the first change alone: the second has its own.
			l := got.way("server", "client")
			if d := diff([]bool{true, false}, sharing(&Scenario{Links: []Link{l}})); d != "" {
				t.Errorf("scripts that go on (-want +got):\n%s", d)
			}
		})
	}
}

func TestOverridesErrors(t *testing.T) {
	tests := []struct {
		o    Overrides
		want string
	}{
		{Overrides{Both: "los=1%"}, `conditions "los=1%": "los" is no key`},
		{Overrides{Up: "loss"}, `up "loss": loss has no value`},
		{Overrides{Down: "loss=2"}, `from server to client: loss: "2" is no probability`},
		{Overrides{Both: "queue=1kB"}, `from client to server: queue: there is no wire`},
	}
	for _, test := range tests {
		_, err := test.o.Apply(new(Scenario))
		if got := message(err); len(got) < len(test.want) || got[:len(test.want)] != test.want {
			t.Errorf("%+v: %v\nwant %s", test.o, err, test.want)
		}
	}
}

// Flags fill Both one by one.
func TestSet(t *testing.T) {
	var o Overrides
	for _, flag := range [][2]string{{"loss", "20%"}, {"codel", "true"}, {"inOrder", "false"}, {"rate", "1Mbit"}, {"drop", "data:3,ack:7"}} {
		if err := o.Set(flag[0], flag[1]); err != nil {
			t.Fatal(err)
		}
	}
	if d := diff(Overrides{Both: "loss=20%,codel,rate=1Mbit,drop=data:3,ack:7"}, o); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if err := o.Set("los", "20%"); err == nil {
		t.Error("an unknown key has no error")
	}
	if err := o.Set("codel", "perhaps"); message(err) != `codel: "perhaps" is neither true nor false` {
		t.Error(err)
	}
	s, err := o.Apply(new(Scenario))
	if err != nil {
		t.Fatal(err)
	}
	want := "client <> server: drop data:3, drop ack:7, loss 20 %, rate 1 Mbit/s with a queue of 150 kB and CoDel"
	if d := diff(want, s.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
