package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
)

// A TCP proxy does what it can of a scenario, and says what it leaves out.
func TestScenarioOfTCP(t *testing.T) {
	const there, back = "client > server: left out: ", "server > client: left out: "
	for _, test := range []struct {
		scenario, up, down string
		changes            []string
		beyond             []string
	}{
		{"perfect", "perfect", "perfect", nil, nil},
		{"3g", "delay 150 ms, rate 768 kbit/s", "delay 150 ms, rate 1.6 Mbit/s", nil, nil},
		{"satellite", "delay 279 ms, rate 10 Mbit/s", "delay 279 ms, rate 100 Mbit/s", nil, []string{there + "loss 0.12 %", back + "loss 0.12 %"}},
		{"flapping", "delay 20 ms", "delay 20 ms", []string{"3s up: delay 20 ms, stalled", "3s down: delay 20 ms, stalled",
			"3.5s up: delay 20 ms", "3.5s down: delay 20 ms"}, nil},
	} {
		t.Run(test.scenario, func(t *testing.T) {
			s, err := scenario.Find(test.scenario)
			if err != nil {
				t.Fatal(err)
			}
			up, down, changes := scenarioFlows(s)
			var texts []string
			for _, c := range changes[:min(len(changes), 4)] {
				if c.up != nil {
					texts = append(texts, c.at.String()+" up: "+describeFlow(*c.up))
				} else {
					texts = append(texts, c.at.String()+" down: "+describeFlow(*c.down))
				}
			}
			got := []any{describeFlow(up), describeFlow(down), texts, beyondTCP(s)}
			if diff := cmp.Diff([]any{test.up, test.down, test.changes, test.beyond}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Flags hold through the changes of a scenario.
func TestFlagsOverChanges(t *testing.T) {
	s, err := scenario.Find("flapping")
	if err != nil {
		t.Fatal(err)
	}
	_, _, changes := scenarioFlows(s)
	f := impairTCPFlags{both: "rate=1Mbit", up: "delay=7ms"}
	if err := f.overChanges(changes); err != nil {
		t.Fatal(err)
	}
	got := []string{describeFlow(*changes[0].up), describeFlow(*changes[1].down)}
	if diff := cmp.Diff([]string{"delay 7 ms, rate 1 Mbit/s, stalled", "delay 20 ms, rate 1 Mbit/s, stalled"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Changes keep what is not a link's.
func TestFlowChanges(t *testing.T) {
	p, err := impair.ListenTCP(t.Context(), impair.TCPConfig{Listen: "127.0.0.1:0", To: "127.0.0.1:1", Up: impair.Flow{Slice: 9}})
	if err != nil {
		t.Fatal(err)
	}
	delay := &link.Delay{Mean: 20 * time.Millisecond}
	var notes []string
	change(t.Context(), p, []flowChange{{at: 0, up: &impair.Flow{Stall: true}}, {at: time.Millisecond, down: &impair.Flow{Delay: delay}}},
		func(event string) { notes = append(notes, event) })
	if diff := cmp.Diff([]string{"at 0s client>server: stalled", "at 1ms server>client: delay 20 ms"}, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	up, down := p.Flows()
	if diff := cmp.Diff([]impair.Flow{{Stall: true, Slice: 9}, {Delay: delay}}, []impair.Flow{up, down}); diff != "" {
		t.Errorf("flows (-want +got):\n%s", diff)
	}
	serveNot(t, p.Serve)
}

// What a text makes of a flow, or what is wrong with it.
func TestParseFlow(t *testing.T) {
	const keys, lost = "the keys are delay, jitter, distribution, rate, slice, gap, stall and reset",
		"a proxy of TCP cannot do that: the kernels would send again what it lost"
	for text, want := range map[string]string{
		"":                              "perfect",
		"delay=50ms,rate=1Mbit":         "delay 50 ms, rate 1 Mbit/s",
		"delay=50ms, rate=1Mbit":        "delay 50 ms, rate 1 Mbit/s",
		" slice = 1 ,\tgap= 10ms\n":     "slices of 1 B, 10ms between them",
		"stall=10000\n":                 "stalls after 10,000 B",
		"reset=none, stall=0":           "stalled",
		"loss=3%":                       `"loss=3%": ` + lost,
		"delay=5ms, rule=drop data:2\n": `"rule=drop data:2": ` + lost,
		"u=1":                           `"u=1": ` + keys,
		"loss bursts=1":                 `"loss bursts=1": ` + keys,
		"=5":                            `"=5": ` + keys,
		"slice=-2":                      `"slice=-2": write slice=BYTES, or slice=none`,
		"slice=1,gap=soon":              `"gap=soon": write gap=TIME, as gap=10ms, or gap=none`,
		"gap=1s":                        "gap is 1s: it is between slices: say of how many, as slice=1",
	} {
		f, err := parseFlow(impair.Flow{}, text)
		got := describeFlow(f)
		if err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestDescribeFlow(t *testing.T) {
	for want, f := range map[string]impair.Flow{
		"perfect":                          {},
		"slices of 1 B, 10ms between them": {Slice: 1, Gap: 10 * time.Millisecond},
		"rate 1 Mbit/s, stalled, stalls after 10,000 B, resets after 20,000 B": {Rate: &link.Rate{Bits: 1e6}, Stall: true, StallAfter: 1e4, ResetAfter: 2e4},
	} {
		if got := describeFlow(f); got != want {
			t.Errorf("%+v: %q, want %q", f, got, want)
		}
	}
}
