package scenario

import (
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

func TestParseConditions(t *testing.T) {
	base := link.Conditions{Loss: 0.5, Rate: &link.Rate{Bits: 9, Queue: 9}, Script: []link.Rule{{Action: link.DropIt, From: 9}},
		Delay: &link.Delay{Distribution: link.Normal, Mean: 9 * ms, Jitter: ms, InOrder: true}}
	drop := func(class string, from int) link.Rule {
		return link.Rule{Action: link.DropIt, Class: class, From: from}
	}
	tests := []struct {
		text string
		base link.Conditions
		want link.Conditions
	}{
		{"", base, base},
		{"loss=20%,delay=50ms,jitter=10ms,rate=1Mbit,queue=64KiB", link.Conditions{}, link.Conditions{Loss: 0.2,
			Delay: &link.Delay{Distribution: link.Uniform, Mean: 50 * ms, Jitter: 10 * ms}, Rate: &link.Rate{Bits: 1e6, Queue: 65536}}},
		{" queue=1kB , jitter=10ms , rate=1Mbit , delay=50ms ", link.Conditions{}, link.Conditions{
			Delay: &link.Delay{Distribution: link.Uniform, Mean: 50 * ms, Jitter: 10 * ms}, Rate: &link.Rate{Bits: 1e6, Queue: 1000}}},
		{"down,codel,rate=1Mbit,mtu=1500,corrupt=0.1,corruptBits=2,duplicate=1%", link.Conditions{}, link.Conditions{Down: true,
			Rate: &link.Rate{Bits: 1e6, CoDel: true}, MTU: 1500, Corrupt: 0.1, CorruptBy: 2, Duplicate: 0.01}},
		{"bursts=1%/25%", link.Conditions{}, link.Conditions{Bursts: &link.Bursts{P: 0.01, R: 0.25}}},
		{"bursts=1%/25%/10%/90%,reorder=5%/20ms", link.Conditions{}, link.Conditions{
			Bursts: &link.Bursts{P: 0.01, R: 0.25, H: 0.1, K: 0.9}, Reorder: 0.05, ReorderBy: 20 * ms}},
		{"delay=5ms,distribution=pareto,shape=2", link.Conditions{}, link.Conditions{
			Delay: &link.Delay{Distribution: link.Pareto, Mean: 5 * ms, Shape: 2}}},
		{"distribution=table,table=1ms/2ms,correlation=50%,inOrder", link.Conditions{}, link.Conditions{
			Delay: &link.Delay{Distribution: link.Table, Table: []time.Duration{ms, 2 * ms}, Correlation: 0.5, InOrder: true}}},
		{"drop=data:3,ack:7,codel,rate=8", link.Conditions{}, link.Conditions{Rate: &link.Rate{Bits: 8, CoDel: true},
			Script: []link.Rule{drop("data", 3), drop("ack", 7)}}},
		{"drop=1,drop=2,hold=4 2,rule=delay 3 1s", link.Conditions{}, link.Conditions{Script: []link.Rule{drop("", 1), drop("", 2),
			{Action: link.HoldIt, From: 4, Packets: 2}, {Action: link.DelayIt, From: 3, By: time.Second}}}},
		{"duplicate=data:1,corrupt=2-3,*/4", link.Conditions{}, link.Conditions{Script: []link.Rule{
			{Action: link.CorruptIt, From: 2, To: 3}, {Action: link.CorruptIt, Every: 4}, {Action: link.DuplicateIt, Class: "data", From: 1}}}},

		{"loss=1%", base, link.Conditions{Loss: 0.01, Rate: base.Rate, Delay: base.Delay, Script: base.Script}},
		{"delay=1ms", base, link.Conditions{Loss: 0.5, Rate: base.Rate, Delay: &link.Delay{Mean: ms}, Script: base.Script}},
		{"jitter=3ms,rate=7", base, link.Conditions{Loss: 0.5, Rate: &link.Rate{Bits: 7, Queue: 9}, Script: base.Script,
			Delay: &link.Delay{Distribution: link.Normal, Mean: 9 * ms, Jitter: 3 * ms, InOrder: true}}},
		{"drop=1", base, link.Conditions{Loss: 0.5, Rate: base.Rate, Delay: base.Delay, Script: append(base.Script[:1:1], drop("", 1))}},
		{"loss=none,rate=none,delay=none,rule=none", base, link.Conditions{}},
		{"queue=none,distribution=none,drop=none", base, link.Conditions{Loss: 0.5, Rate: &link.Rate{Bits: 9},
			Delay: &link.Delay{Mean: 9 * ms, InOrder: true}}},
	}
	before := linkText(base)
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got, err := ParseConditions(test.base, test.text)
			if err != nil {
				t.Fatal(err)
			}
			if d := diff(test.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if linkText(base) != before {
				t.Errorf("base was touched: %s", linkText(base))
			}
		})
	}
}

func linkText(c link.Conditions) string { return Describe(c, nil) }

func TestParseConditionsErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"loss", `loss has no value: write, for example, loss=20%`},
		{"20%", `"20%" is no key: there are down, mtu, loss, bursts,`},
		{"los=20%", `"los" is no key: there are down, mtu, loss, bursts,`},
		{"loss=20", `loss: "20" is no probability: it can be from 0 to 1, or from 0% to 100%`},
		{"loss=1%,loss=2%", `loss has more than one value: "1%,2%"`},
		{"loss=1%,2%", `loss has more than one value: "1%,2%"`},
		{"duplicate=1%,data:3", `duplicate has more than one value: "1%,data:3"`},
		{"loss=", `loss: "" is no probability`},
		{"codel", `codel: there is no wire`},
		{"codel=2", `codel: there is no wire`},
		{"rate=1,codel,3", `"3" is no key`},
		{"drop=0", `drop: rule "drop 0": "0" is no number`},
		{"hold=4", `hold: rule "hold 4": it has 2 words, not 3`},
		{"rule=lose 3", `rule: rule "lose 3": "lose" is no action`},
		{"bursts=1%", `bursts: "1%" is no bursts: write p/r, p/r/h or p/r/h/k, for example 1%/25%`},
		{"bursts=1%/0", `bursts r is 0: it can be above 0`},
		{"bursts=1%/1/0/0", `bursts: k is 0`},
		{"reorder=5%", `reorder: "5%" does not say how much later packets come: write, for example, 5%/20ms`},
		{"jitter=5ms", `jitter is 5ms: it can be at most the delay, 0s`},
		{"distribution=gamma", `distribution: "gamma" is no distribution`},
		{"shape=0,delay=1ms", `shape: "0" is no shape: write a number above 1`},
	}
	for _, test := range tests {
		c, err := ParseConditions(link.Conditions{Loss: 1}, test.text)
		want := `conditions "` + test.text + `": ` + test.want
		if !strings.HasPrefix(message(err), want) || diff(link.Conditions{}, c) != "" {
			t.Errorf("%q: %v, %v\nwant %s", test.text, c, err, want)
		}
	}
}

// Each key has an example that works, for the help of a command line.
func TestKeys(t *testing.T) {
	var names []string
	for _, k := range Keys() {
		names = append(names, k.Name)
		text := "rate=1Mbit,delay=50ms," + k.Name
		switch {
		case k.Name == "rate" || k.Name == "delay":
			text = k.Name + "=" + k.Value
		case k.Value != "":
			text += "=" + k.Value
		}
		text += map[string]string{"distribution": ",jitter=1ms", "corruptBits": ",corrupt=1%", "shape": ",distribution=pareto",
			"table": ",distribution=table", "correlation": ",jitter=1ms"}[k.Name]
		if _, err := ParseConditions(link.Conditions{}, text); err != nil || k.About == "" {
			t.Errorf("%+v: %v", k, err)
		}
	}
	want := "mtu loss bursts corrupt corruptBits duplicate reorder rate queue codel delay jitter distribution shape table correlation inOrder drop hold rule"
	if d := diff(want, strings.Join(names, " ")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// What short text says, a file says as well, and a line for people.
func FuzzParseConditions(f *testing.F) {
	for _, text := range []string{"loss=20%,delay=50ms,jitter=10ms,rate=1Mbit,queue=64KiB,codel", "down,mtu=1500,corrupt=*/3,corruptBits=2",
		"bursts=1%/25%/0/1,reorder=0%/20ms", "distribution=table,table=1ms/2ms,correlation=50%,inOrder", "distribution=pareto,shape=2",
		"drop=data:3,ack:7,hold=4 2,rule=delay 3 1s", "duplicate=0.1,rate=none,delay=none"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseConditions(link.Conditions{}, text)
		if err != nil {
			return
		}
		s := &Scenario{Links: []Link{{From: "client", To: "server", Conditions: c,
			Changes: []link.Change{{}, {At: time.Second, Conditions: c}}}}}
		roundTrip(t, s)
		_ = s.String()
	})
}

// Rules that are added to one script leave another's alone, even if the slice
// has room.
func TestRulesAreAddedToACopy(t *testing.T) {
	base := link.Conditions{Script: append(make([]link.Rule, 0, 9), link.Rule{Action: link.DropIt, From: 9})}
	one, err := ParseConditions(base, "drop=1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseConditions(base, "drop=2"); err != nil {
		t.Fatal(err)
	}
	if d := diff("drop 9, drop 1", linkText(one)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
