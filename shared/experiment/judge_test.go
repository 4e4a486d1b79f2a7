package experiment_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/trace"
)

// asking returns an experiment whose answer is a reading, as JSON, with options.
func asking(t testing.TB, answer, options string) experiment.Experiment {
	t.Helper()
	set, err := experiment.Parse("test.json", fmt.Appendf(nil, `{"experiments": [{"name": "a", "question": {"en": "q", "zh": "q"},
		"run": {"needs": "virtual"}, "options": %s, "answer": %s, "why": {"en": "w", "zh": "w"}}]}`, options, answer))
	if err != nil {
		t.Fatal(err)
	}
	return set.Experiments[0]
}

// pair is two options that most readings can have.
const pair = `[{"is": "1", "text": {"en": "1", "zh": "1"}}, {"is": "2", "text": {"en": "2", "zh": "2"}}]`

// optionsFor returns two options that a reading can have.
func optionsFor(answer string) string {
	var r struct{ Read string }
	if json.Unmarshal([]byte(answer), &r); r.Read == "happens" {
		return `[{"is": "yes", "text": {"en": "y", "zh": "y"}}, {"is": "no", "text": {"en": "n", "zh": "n"}}]`
	}
	return pair
}

const undecided = "undecided"

// Each reading, and each field of a match.
func TestReadings(t *testing.T) {
	tests := []struct {
		answer, want string
		seqs         []int64
	}{
		{`{"read": "count", "of": {"call": "recv"}}`, "5", []int64{10, 18, 23, 25, 26}},
		{`{"read": "count", "of": {"call": "recv", "host": "server"}}`, "1", []int64{25}},
		{`{"read": "count", "of": {"call": "connect", "step": "again"}}`, "1", []int64{21}},
		{`{"read": "count", "of": {"call": "recv", "kind": "return"}}`, "3", []int64{17, 19, 24}},
		{`{"read": "count", "of": {"errno": "*"}}`, "1", []int64{22}},
		{`{"read": "count", "of": {"errno": "ECONNREFUSED"}}`, "1", []int64{22}},
		{`{"read": "count", "of": {"errno": "ECONNRESET"}}`, "0", nil},
		{`{"read": "count", "of": {"failed": true}}`, "2", []int64{22, 24}},
		{`{"read": "count", "of": {"call": "connect", "failed": false}}`, "1", []int64{3}},
		{`{"read": "count", "of": {"end": true}}`, "1", []int64{19}},
		{`{"read": "count", "of": {"call": "recv", "end": false}}`, "2", []int64{17, 24}},
		{`{"read": "count", "of": {"fate": "dropped"}}`, "1", []int64{9}},
		{`{"read": "count", "of": {"class": "FIN"}}`, "1", []int64{13}},
		{`{"read": "count", "of": {"link": "client>server", "fate": "sent"}}`, "2", []int64{8, 11}},
		{`{"read": "count", "of": {"link": "server>client"}}`, "0", nil},
		{`{"read": "count", "of": {"again": true, "fate": "sent"}}`, "1", []int64{11}},
		{`{"read": "count", "of": {"again": true, "fate": "delivered"}}`, "2", []int64{14, 15}},
		{`{"read": "count", "of": {"again": false, "fate": "sent"}}`, "1", []int64{8}},
		{`{"read": "count", "of": {"state": "CLOSE-WAIT"}}`, "1", []int64{16}},
		{`{"read": "count", "of": {"kind": "tcp", "host": "client"}}`, "0", nil},
		{`{"read": "count", "of": {"kind": "packet", "min": 6}}`, "5", []int64{8, 9, 11, 14, 15}},
		{`{"read": "count", "of": {"kind": "packet", "max": 0}}`, "1", []int64{13}},
		{`{"read": "count", "of": {"kind": "stdin"}}`, "1", []int64{5}},
		{`{"read": "count", "of": {"kind": "stdout", "text": "hello"}}`, "1", []int64{20}},
		{`{"read": "count", "of": {"kind": "return", "text": "hell"}}`, "1", []int64{17}},
		{`{"read": "sum", "of": {"call": "recv", "kind": "return"}}`, "5", []int64{17, 19, 24}},
		{`{"read": "sum", "of": {"call": "send", "kind": "return"}}`, "6", []int64{7}},
		{`{"read": "sum", "of": {"call": "send"}}`, "6", []int64{6}},
		{`{"read": "value", "field": "len", "of": {"call": "recv", "kind": "return"}}`, "5", []int64{17}},
		{`{"read": "value", "field": "len", "nth": 2, "of": {"call": "recv", "kind": "return"}}`, "0", []int64{19}},
		{`{"read": "value", "field": "errno", "nth": -1, "of": {"call": "recv", "kind": "return"}}`, "timed out", []int64{24}},
		{`{"read": "value", "field": "errno", "of": {"step": "again", "kind": "return"}}`, "ECONNREFUSED", []int64{22}},
		{`{"read": "value", "field": "result", "of": {"call": "accept", "kind": "return"}}`, "s1.1", []int64{4}},
		{`{"read": "value", "field": "text", "of": {"kind": "stdout"}}`, "received: hello", []int64{20}},
		{`{"read": "value", "field": "text", "of": {"call": "send"}}`, "你好", []int64{6}},
		{`{"read": "value", "field": "call", "of": {"end": true}}`, "recv", []int64{19}},
		{`{"read": "value", "field": "host", "of": {"end": true}}`, "client", []int64{19}},
		{`{"read": "value", "field": "reason", "of": {"fate": "dropped"}}`, "drop data:1", []int64{9}},
		{`{"read": "value", "field": "fate", "nth": 2, "of": {"class": "data"}}`, "dropped", []int64{9}},
		{`{"read": "value", "field": "state", "of": {"kind": "tcp"}}`, "CLOSE-WAIT", []int64{16}},
		{`{"read": "value", "field": "size", "of": {"class": "FIN"}}`, "40", []int64{13}},
		{`{"read": "value", "field": "len", "nth": 4, "of": {"call": "recv", "kind": "return"}}`, undecided, nil},
		{`{"read": "value", "field": "len", "nth": -4, "of": {"call": "recv", "kind": "return"}}`, undecided, nil},
		{`{"read": "who", "of": {"call": "recv"}}`, "client server", []int64{10, 18, 23, 25, 26}},
		{`{"read": "who", "of": {"call": "listen"}}`, "", nil},
		{`{"read": "waiting", "of": {"call": "recv"}}`, "client server", []int64{25, 26}},
		{`{"read": "waiting", "of": {"call": "accept"}}`, "", nil},
		{`{"read": "waiting", "of": {}}`, "client server", []int64{25, 26}},
		{`{"read": "happens", "of": {"fate": "dropped"}}`, "yes", []int64{9}},
		{`{"read": "happens", "of": {"class": "RST"}}`, "no", nil},
		{`{"read": "first", "of": {"call": "connect", "kind": "return"}, "then": {"call": "accept", "kind": "return"}}`, "1", []int64{3}},
		{`{"read": "first", "of": {"call": "accept", "kind": "return"}, "then": {"call": "connect", "kind": "return"}}`, "2", []int64{3}},
		{`{"read": "first", "of": {"call": "listen"}, "then": {"call": "connect"}}`, "2", []int64{2}},
		{`{"read": "first", "of": {"call": "connect"}, "then": {"call": "listen"}}`, "1", []int64{2}},
		{`{"read": "first", "of": {"call": "bind"}, "then": {"call": "listen"}}`, undecided, nil},
		{`{"read": "first", "of": {"class": "FIN", "fate": "delivered"}, "then": {"class": "data", "fate": "delivered"}}`, "2", []int64{14}},
		{`{"read": "time", "of": {"call": "connect"}}`, "40", []int64{2, 3}},
		{`{"read": "time", "nth": 2, "of": {"call": "recv"}}`, "4.5", []int64{18, 19}},
		{`{"read": "time", "nth": -1, "of": {"call": "recv"}}`, undecided, nil},
		{`{"read": "time", "of": {"call": "send"}, "then": {"kind": "return", "call": "recv"}, "same": true}`, "47", []int64{6, 17}},
		{`{"read": "time", "of": {"call": "connect"}, "then": {"kind": "return", "call": "connect", "failed": true}}`, "97", []int64{2, 22}},
		{`{"read": "time", "of": {"call": "connect"}, "then": {"kind": "return", "call": "connect", "failed": true}, "same": true}`, undecided, nil},
		{`{"read": "time", "of": {"call": "send"}, "then": {"call": "connect", "kind": "return", "failed": false}}`, undecided, nil},
		{`{"read": "ratio", "of": {"fate": "sent", "again": true}, "then": {"fate": "sent"}}`, "50", []int64{11, 8, 11}},
		{`{"read": "ratio", "of": {"call": "listen"}, "then": {"call": "bind"}}`, undecided, nil},
		{`{"read": "inversions", "of": {"fate": "delivered"}}`, "2", []int64{13, 15}},
	}
	for _, test := range tests {
		t.Run(test.answer, func(t *testing.T) {
			e := asking(t, test.answer, optionsFor(test.answer))
			v := e.Judge(recorded(), false)
			got := v.Answer
			if !v.Decided {
				got = undecided
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.seqs, v.Seqs, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("events: %s", diff)
			}
		})
	}
}

// An answer falls under the option that is it, or whose range it is in.
func TestOptions(t *testing.T) {
	text := `"text": {"en": "t", "zh": "t"}`
	options := `[{"is": "7", ` + text + `}, {"max": 4, ` + text + `}, {"min": 5, "max": 5, ` + text + `}, {"min": 8, ` + text + `}]`
	recv := `{"read": "count", "of": {"call": "recv"}}`
	e := asking(t, recv, options)
	for n, want := range map[int]int{0: 1, 4: 1, 5: 2, 6: -1, 7: 0, 8: 3, 100: 3} {
		events := []trace.Event{{Seq: 1, Kind: trace.KindStdin}}
		for range n {
			events = append(events, trace.Event{Kind: trace.KindEnter, Call: "recv"})
		}
		if got := e.Judge(events, false); got.Option != want {
			t.Errorf("%d: option %d, want %d", n, got.Option, want)
		}
	}
}

// A run that ended with an error decides what was settled before, or what is about
// the call that failed. One without events decides nothing.
func TestUndecided(t *testing.T) {
	run := recorded()[:21] // to the connection that is refused
	tests := []struct {
		answer string
		want   bool
	}{
		{`{"read": "count", "of": {"call": "recv"}}`, false},
		{`{"read": "count", "of": {"call": "connect"}}`, true},
		{`{"read": "sum", "of": {"call": "send"}}`, false},
		{`{"read": "who", "of": {"call": "recv"}}`, false},
		{`{"read": "waiting", "of": {"call": "recv"}}`, false},
		{`{"read": "happens", "of": {"call": "recv"}}`, true},
		{`{"read": "happens", "of": {"call": "listen"}}`, false},
		{`{"read": "value", "field": "len", "of": {"call": "send"}}`, true},
		{`{"read": "value", "field": "len", "nth": -1, "of": {"call": "send"}}`, false},
		{`{"read": "first", "of": {"call": "send"}, "then": {"call": "recv"}}`, true},
		{`{"read": "time", "of": {"call": "recv"}}`, true},
		{`{"read": "ratio", "of": {"call": "recv"}, "then": {"call": "send"}}`, false},
		{`{"read": "ratio", "of": {"call": "recv"}, "then": {"call": "connect"}}`, true},
		{`{"read": "inversions", "of": {"fate": "delivered"}}`, false},
	}
	for _, test := range tests {
		e := asking(t, test.answer, optionsFor(test.answer))
		if got := e.Judge(run, true); got.Decided != test.want {
			t.Errorf("%s: decided is %v, want %v", test.answer, got.Decided, test.want)
		}
		if got := e.Judge(nil, false); got.Decided {
			t.Errorf("%s: a run without events decides", test.answer)
		}
	}
}

// What happens after a standstill is how the run was ended. A call on a socket that
// its own program closed has returned.
func TestEnd(t *testing.T) {
	e := asking(t, `{"read": "waiting", "of": {"call": "recv"}}`, pair)
	enter := trace.Event{Seq: 1, Kind: trace.KindEnter, Host: "client", Sock: "s1", Call: "recv"}
	back := trace.Event{Seq: 3, Kind: trace.KindReturn, Host: "client", Sock: "s1", Call: "recv", Enter: 1, End: true}
	cut := back
	cut.End, cut.Err = false, "the socket is closed"
	tests := []struct {
		name string
		run  []trace.Event
		want string
	}{
		{"returned", []trace.Event{enter, back}, ""},
		{"standstill", []trace.Event{enter, {Seq: 2, Kind: trace.KindState, Call: "stuck"}, back}, "client"},
		{"cut off", []trace.Event{enter, cut}, "client"},
		{"closed", []trace.Event{enter, {Seq: 2, Kind: trace.KindEnter, Host: "client", Sock: "s1", Call: "close"}, cut}, ""},
	}
	for _, test := range tests {
		if got := e.Judge(test.run, false); got.Answer != test.want {
			t.Errorf("%s: %q waits, want %q", test.name, got.Answer, test.want)
		}
	}
}

// A claim's sentence has the answer in it, in words where it has options.
func TestClaim(t *testing.T) {
	c := experiment.Claim{
		Answer: &experiment.Reading{Read: "count", Of: experiment.Match{Call: "recv"}},
		Kernel: experiment.Text{EN: "{answer} times", ZH: "{answer} 次"},
	}
	if got := c.Says(c.Judge(recorded(), false), "zh"); got != "5 次" {
		t.Errorf("it says %q", got)
	}
	five := "5"
	c.Options = []experiment.Option{{Is: &five, Text: experiment.Text{EN: "five", ZH: "五"}}}
	if got := c.Says(c.Judge(recorded(), false), "en"); got != "five times" {
		t.Errorf("it says %q", got)
	}
	if v := (&experiment.Claim{}).Judge(recorded(), false); v.Decided {
		t.Error("a claim without an answer is decided")
	}
}

// A copy of the latest packet is in order; one of an earlier packet is not.
func TestCopies(t *testing.T) {
	e := asking(t, `{"read": "inversions", "of": {"fate": "delivered"}}`, pair)
	var events []trace.Event
	for i, n := range []int64{1, 2, 2, 1, 3} {
		events = append(events, trace.Event{Seq: int64(i + 1), Kind: trace.KindPacket, Packet: &trace.Packet{Fate: "delivered", N: n}})
	}
	if v := e.Judge(events, false); v.Answer != "1" || v.Option != 0 {
		t.Errorf("%+v, want one inversion", v)
	}
}
