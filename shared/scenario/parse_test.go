package scenario

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

const ms = time.Millisecond

// head is how the files of these tests begin.
const head = `{"socketlab": "scenario 1", `

// linkOf reads a scenario of one link with these conditions and changes.
func linkOf(t *testing.T, conditions, changes string) Link {
	t.Helper()
	s, err := Parse([]byte(head + `"links": [{"from": "client", "to": "server", "conditions": ` + conditions + `, "changes": ` + changes + `}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return s.Links[0]
}

func TestParse(t *testing.T) {
	got, err := Parse([]byte("\ufeff" + `{
		"socketlab": "scenario 1", "name": "n", "about": {"en": "e", "zh": "中"}, "source": "s", "seed": 18446744073709551615,
		"hosts": [{"name": "a", "addresses": ["10.0.0.1", "fd00::1"]}, {"name": "乙"}],
		"links": [{"between": ["a", "乙"], "conditions": {"loss": "20%"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := &Scenario{Name: "n", About: Text{"e", "中"}, Source: "s", Seed: 1<<64 - 1,
		Hosts: []Host{{"a", []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fd00::1")}}, {Name: "乙"}},
		Links: []Link{{From: "a", To: "乙", Both: true, Conditions: link.Conditions{Loss: 0.2}}}}
	if d := diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestConditions(t *testing.T) {
	tests := []struct {
		json string
		want link.Conditions
	}{
		{`{}`, link.Conditions{}},
		{`{"down": true}`, link.Conditions{Down: true}},
		{`{"mtu": 1500}`, link.Conditions{MTU: 1500}},
		{`{"mtu": "1500B"}`, link.Conditions{MTU: 1500}},
		{`{"loss": 0.2, "corrupt": "1%", "corruptBits": 3, "duplicate": "2 %"}`,
			link.Conditions{Loss: 0.2, Corrupt: 0.01, CorruptBy: 3, Duplicate: 0.02}},
		{`{"bursts": {"p": "1%", "r": 0.25, "h": "10%", "k": 1}}`,
			link.Conditions{Bursts: &link.Bursts{P: 0.01, R: 0.25, H: 0.1, K: 1}}},
		{`{"codel": true, "queue": "64KiB", "rate": "10Mbit"}`, link.Conditions{Rate: &link.Rate{Bits: 10e6, Queue: 65536, CoDel: true}}},
		{`{"rate": 1e6, "queue": 1500}`, link.Conditions{Rate: &link.Rate{Bits: 1e6, Queue: 1500}}},
		{`{"delay": "50ms"}`, link.Conditions{Delay: &link.Delay{Mean: 50 * ms}}},
		{`{"delay": {"mean": "50ms", "jitter": "5ms"}}`,
			link.Conditions{Delay: &link.Delay{Distribution: link.Uniform, Mean: 50 * ms, Jitter: 5 * ms}}},
		{`{"delay": {"inOrder": true, "correlation": "25%", "jitter": "5ms", "distribution": "normal", "mean": "1m"}}`,
			link.Conditions{Delay: &link.Delay{Distribution: link.Normal, Mean: time.Minute, Jitter: 5 * ms, Correlation: 0.25, InOrder: true}}},
		{`{"delay": {"mean": "9ms", "distribution": "pareto", "shape": 2.5}}`,
			link.Conditions{Delay: &link.Delay{Distribution: link.Pareto, Mean: 9 * ms, Shape: 2.5}}},
		{`{"delay": {"distribution": "table", "table": ["1ms", "2ms"]}}`,
			link.Conditions{Delay: &link.Delay{Distribution: link.Table, Table: []time.Duration{ms, 2 * ms}}}},
		{`{"reorder": {"probability": "5%", "by": "20ms"}}`, link.Conditions{Reorder: 0.05, ReorderBy: 20 * ms}},
		{`{"script": ["drop data:3", "hold 4 2"]}`, link.Conditions{Script: []link.Rule{
			{Action: link.DropIt, Class: "data", From: 3}, {Action: link.HoldIt, From: 4, Packets: 2}}}},
	}
	check := checker(t)
	for _, test := range tests {
		t.Run(test.json, func(t *testing.T) {
			if err := check(head + `"links": [{"between": ["client", "server"], "conditions": ` + test.json + `}]}`); err != nil {
				t.Error(err)
			}
			l := linkOf(t, test.json, `[]`)
			if d := diff(test.want, l.Conditions); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			roundTrip(t, &Scenario{Links: []Link{l}})
		})
	}
}

// A change is merged over what was before: here over a bit of everything.
func TestChanges(t *testing.T) {
	const before = `{"loss": "1%", "rate": "1Mbit", "queue": "64KiB", "codel": true, "script": ["drop 3"],
		"delay": {"mean": "50ms", "jitter": "5ms"}, "bursts": {"p": 0.1, "r": 1}, "reorder": {"probability": 1, "by": "1ms"}}`
	tests := []struct {
		name, json string
		change     func(c *link.Conditions)
	}{
		{"nothing", `{}`, func(*link.Conditions) {}},
		{"replace a number", `{"loss": 0.5}`, func(c *link.Conditions) { c.Loss = 0.5 }},
		{"take away", `{"loss": null, "bursts": null, "reorder": null, "delay": null, "script": null}`,
			func(c *link.Conditions) { *c = link.Conditions{Rate: c.Rate} }},
		{"replace the whole delay", `{"delay": "9ms"}`, func(c *link.Conditions) { c.Delay = &link.Delay{Mean: 9 * ms} }},
		{"replace the rate alone", `{"rate": "2Mbit"}`, func(c *link.Conditions) { c.Rate = &link.Rate{Bits: 2e6, Queue: 65536, CoDel: true} }},
		{"take the queue", `{"queue": null, "codel": null}`, func(c *link.Conditions) { c.Rate = &link.Rate{Bits: 1e6} }},
		{"take the rate", `{"rate": null}`, func(c *link.Conditions) { c.Rate = nil }},
		{"another script", `{"script": ["drop 3"]}`, func(*link.Conditions) {}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := linkOf(t, before, `[{"at": "1s", "conditions": `+test.json+`}, {"at": "2s", "conditions": {"down": true}}]`)
			want := l.Conditions
			test.change(&want)
			if d := diff(want, l.Changes[0].Conditions); d != "" {
				t.Errorf("the first change (-want +got):\n%s", d)
			}
			want.Down = true
			if d := diff(want, l.Changes[1].Conditions); d != "" {
				t.Errorf("the second (-want +got):\n%s", d)
			}
			if d := diff(linkOf(t, before, `[]`).Conditions, l.Conditions); d != "" {
				t.Errorf("the conditions before were touched (-want +got):\n%s", d)
			}
			roundTrip(t, &Scenario{Links: []Link{l}})
		})
	}
}

// roundTrip fails unless what MarshalJSON writes is read as the same, down to
// which changes go on with the script before them.
func roundTrip(t *testing.T, s *Scenario) {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if d := diff(s, again); d != "" {
		t.Errorf("written as %s (-want +got):\n%s", text, d)
	}
	if d := diff(sharing(s), sharing(again)); d != "" {
		t.Errorf("scripts that go on (-want +got):\n%s", d)
	}
}

// sharing says which changes go on with the script before them.
func sharing(s *Scenario) (all []bool) {
	for _, l := range s.Links {
		before := l.Conditions.Script
		for _, change := range l.Changes {
			all = append(all, sameScript(before, change.Conditions.Script))
			before = change.Conditions.Script
		}
	}
	return all
}

func TestMarshalErrors(t *testing.T) {
	where := link.Rule{Action: link.DropIt, Where: func(link.Packet) bool { return true }}
	tests := []struct {
		name, want string
		s          Scenario
	}{
		{"a rule in Go", "scenario: links[0]: rule 1, drop *, has no text: it can have an action, a class, from, to, every, by and packets",
			Scenario{Links: []Link{{From: "client", To: "server", Conditions: link.Conditions{Script: []link.Rule{where}}}}}},
		{"a bad value", "scenario: links[0]: loss is 20: it can be from 0 to 1",
			Scenario{Links: []Link{{From: "client", To: "server", Conditions: link.Conditions{Loss: 20}}}}},
		{"a bad change", "scenario: links[0].changes[0]: loss is 20: it can be from 0 to 1",
			Scenario{Links: []Link{{From: "client", To: "server", Changes: []link.Change{{Conditions: link.Conditions{Loss: 20}}}}}}},
		{"no address", "scenario: hosts[0]: invalid IP is no address of a host",
			Scenario{Hosts: []Host{{"a", []netip.Addr{{}}}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := test.s.MarshalJSON(); !strings.HasPrefix(message(err), test.want) {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

// Parse never panics, and what it reads is written and read as the same.
func FuzzParse(f *testing.F) {
	for _, name := range Names() {
		s, err := Find(name)
		if err != nil {
			f.Fatal(err)
		}
		text, err := json.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, test := range badFiles {
		f.Add([]byte(test.text))
	}
	for _, example := range examples(f) {
		f.Add([]byte(example))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := Parse(text); err == nil {
			roundTrip(t, s)
			_ = s.String()
		}
	})
}

// What is written is short: defaults and what a change leaves as it was are out.
func TestMarshal(t *testing.T) {
	l := linkOf(t, `{"loss": 0.001, "rate": 1e6, "queue": 65536, "delay": {"mean": "50ms"}, "script": ["drop 3-3"]}`,
		`[{"at": "1000ms", "conditions": {"rate": null, "delay": {"mean": "50ms", "jitter": "1ms"}}}, {"at": "90s", "conditions": {"loss": null, "down": true}}]`)
	l.Both = true
	got, err := json.MarshalIndent(&Scenario{Name: "n", Links: []Link{l}}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := `{"socketlab":"scenario 1","name":"n","links":[{"between":["client","server"],` +
		`"conditions":{"loss":"0.1%","rate":"1Mbit","queue":"64KiB","delay":"50ms","script":["drop 3"]},` +
		`"changes":[{"at":"1s","conditions":{"rate":null,"delay":{"mean":"50ms","distribution":"uniform","jitter":"1ms"}}},` +
		`{"at":"1m30s","conditions":{"down":true,"loss":null}}]}]}`
	var short strings.Builder
	for _, line := range strings.Split(string(got), "\n") {
		short.WriteString(strings.Replace(strings.TrimSpace(line), `": `, `":`, 1))
	}
	if d := diff(want, short.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
