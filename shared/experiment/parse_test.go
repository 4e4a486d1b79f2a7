package experiment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson/course"
)

// whole is an experiment and a claim that can be read.
const whole = `{"experiments": [{"name": "syn", "question": {"en": "q", "zh": "q"},
	"run": {"knobs": {"bufsize": "5"}, "network": {"both": "delay=20ms", "seed": 7}, "input": ["你好", ""], "open": true},
	"options": [{"is": "1", "text": {"en": "one", "zh": "一"}}, {"min": 2, "text": {"en": "more", "zh": "更多"}}],
	"answer": {"read": "count", "of": {"class": "SYN", "fate": "sent"}}, "why": {"en": "w", "zh": "w"}}],
	"claims": [{"seed": "S121", "tutorial": {"en": "t", "zh": "t"}, "answer": {"read": "count", "of": {"call": "recv"}},
	"kernel": {"en": "{answer} times", "zh": "{answer} 次"}, "run": {}}]}`

func TestParse(t *testing.T) {
	s, err := experiment.Parse("echo/experiments.json", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	l, err := course.Find("echo")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(l); err != nil {
		t.Error(err)
	}
	again, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	same, err := experiment.Parse("again", again)
	if diff := cmp.Diff(s, same); err != nil || diff != "" {
		t.Errorf("%v, %s", err, diff)
	}
}

// Each mistake is answered with what it is in, what it is, and what would be right.
func TestParseErrors(t *testing.T) {
	const syn, s121 = "echo/experiments.json: experiment syn: ", "echo/experiments.json: claim S121: "
	tests := []struct{ old, new, want string }{
		{whole, ``, "echo/experiments.json: EOF"},
		{whole, `[]`, `echo/experiments.json: found a JSON array: write an object { }`},
		{whole, whole + `{}`, "echo/experiments.json: more follows after the JSON value: remove it"},
		{`{"experiments"`, `{"experiment"`, `echo/experiments.json: unknown field "experiment": here may be experiments, claims`},
		{`"name": "syn"`, `"name": "syn", "hint": 1`, syn + `unknown field "hint": here may be name, question, run, options, answer, why`},
		{`"name": "syn"`, `"Name": "syn"`, `echo/experiments.json: experiment 1: unknown field "Name": here may be name, question, run, options, answer, why`},
		{`"name": "syn"`, `"name": "2nd"`, `echo/experiments.json: experiment 2nd: name "2nd": begin with a small letter, and use small letters, digits and -`},
		{`"knobs": {"bufsize": "5"}`, `"knobs": {"bufsize": 5}`, syn + `field "knobs": found a JSON number: write text in quotes`},
		{`"open": true`, `"opened": true`, syn + `unknown field "opened": here may be knobs, network, input, open, needs`},
		{`"both": "delay=20ms"`, `"bath": ""`, syn + `unknown field "bath": here may be scenario, both, up, down, seed`},
		{`"class": "SYN"`, `"type": "SYN"`, syn + `unknown field "type": here may be kind, host, call, step, errno, failed, end, fate, class, link, again, state, min, max, text`},
		{`"network": {"both": "delay=20ms", "seed": 7}, `, ``, syn + `run: packets or states of TCP are read, which not every system shows: add "needs": "virtual", or a network`},
		{`"open": true`, `"needs": "luck"`, syn + `run: needs "luck": it may be "virtual", or absent`},
		{`"你好"`, `"你\n好"`, syn + `run: input "你\n好": it has a line end: make two lines of it`},
		{`"zh": "一"`, `"zh": " "`, syn + "option 1: text: a language is missing: give en and zh"},
		{`{"is": "1", `, `{`, syn + `option 1: it stands for no answer: add "is", or "min" and "max"`},
		{`{"is": "1", `, `{"is": "1", "max": 1, `, syn + `option 1: it has "is" beside "min" or "max": keep one of them`},
		{`{"is": "1", `, `{"is": "one", `, syn + `option 1: is "one": the answer of "count" is a number`},
		{`{"is": "1", `, `{"min": 1, "max": 0, `, syn + "option 1: min 1 is above max 0: swap them"},
		{`{"is": "1", `, `{"min": 1, "max": 2, `, syn + "option 2: its range overlaps that of option 1: move min or max"},
		{`{"min": 2, `, `{"is": "1", `, syn + `option 2: the name "1" is there twice: give each another`},
		{`, {"min": 2, "text": {"en": "more", "zh": "更多"}}`, ``, syn + "options: there are 1: give at least 2"},
		{`"read": "count", "of": {"class"`, `"read": "counts", "of": {"class"`, syn + `answer: no reading "counts": there are count, sum, value, who, waiting, happens, first, time, ratio, inversions`},
		{`"read": "count", "of": {"class"`, `"read": "value", "of": {"class"`, syn + `answer: "value" needs "field": add it`},
		{`"read": "count", "of": {"class"`, `"read": "count", "nth": 2, "of": {"class"`, syn + `answer: "count" has no "nth": leave it out`},
		{`"read": "count", "of": {"class"`, `"read": "ratio", "of": {"class"`, syn + `answer: "ratio" needs "then": add it`},
		{`"read": "count", "of": {"class"`, `"read": "time", "same": true, "of": {"class"`, syn + `answer: "same" is about "then": add that, or leave it out`},
		{`"class": "SYN", "fate": "sent"`, `"fate": "lost"`, syn + `answer: of: no fate "lost": there are [sent dropped corrupted duplicated queued delayed held delivered]`},
		{`"class": "SYN", "fate": "sent"`, `"class": "SYN", "call": "recv"`, syn + `answer: of: "call" is not of kind "packet": write "kind": "return", or leave one out`},
		{`"class": "SYN", "fate": "sent"`, `"kind": "call"`, syn + `answer: of: no kind "call": there are enter, return, packet, tcp, stdin, stdout`},
		{`"class": "SYN", "fate": "sent"`, `"errno": "111"`, syn + `answer: of: errno "111": write a name as ECONNREFUSED, or "*"; a timeout has none: use "failed": true`},
		{`"class": "SYN", "fate": "sent"`, `"state": "OPEN"`, syn + `answer: of: no state "OPEN": there are LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSE-WAIT CLOSING LAST-ACK TIME-WAIT CLOSED`},
		{`"class": "SYN", "fate": "sent"`, `"call": "recv", "min": 1`, syn + `answer: of: the bytes of recv are known when it returns: add "kind": "return"`},
		{`"class": "SYN", "fate": "sent"`, `"min": 1`, syn + `answer: of: there are no bytes: name a call that sends or receives, or "kind": "packet"`},
		{`"class": "SYN", "fate": "sent"`, `"kind": "packet", "min": 2, "max": 1`, syn + "answer: of: min 2 is above max 1: swap them"},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "value", "field": "size", "of": {"call": "recv"}`, syn + `answer: size is a packet's: add "kind": "packet"`},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "value", "field": "result", "of": {"call": "recv"}`, syn + `answer: result is known when a call returns: add "kind": "return"`},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "value", "field": "answer", "of": {}`, syn + `answer: no field "answer": there are len, errno, result, text, call, host, reason, fate, state, size`},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "sum", "of": {"call": "recv"}`, syn + `answer: of: the bytes of recv are known when it returns: add "kind": "return"`},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "time", "of": {"fate": "sent"}`, syn + `answer: "time" without "then" is how long a call took: let of be its enter`},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "inversions", "of": {"call": "recv"}`, syn + `answer: "inversions" is about packets: add "fate": "delivered"`},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "waiting", "of": {"call": "recv", "failed": true}`, syn + `answer: "waiting" is about calls that have begun: leave kind "return" and what belongs to it out`},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "happens", "of": {"class": "SYN"}`, syn + `option 1: is "1": the answer of "happens" is yes or no`},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "first", "of": {"class": "SYN"}, "then": {"class": "FIN"}`, syn + `option 2: the answer of "first" is no number: use "is"`},
		{`"S121"`, `"121"`, `echo/experiments.json: claim 121: seed "121": write it as S121`},
		{`{answer} 次`, `次`, s121 + "kernel zh: it lacks {answer}: put that where the answer belongs"},
		{`"answer": {"read": "count", "of": {"call": "recv"}},
	"kernel": {"en": "{answer} times", "zh": "{answer} 次"}`, `"kernel": {"en": "{answer}", "zh": "x"}`,
			s121 + "kernel en: it has {answer}, but there is no answer: add one, or write the sentence without it"},
	}
	for _, test := range tests {
		if !strings.Contains(whole, test.old) {
			t.Fatalf("not there: %s", test.old)
		}
		_, err := experiment.Parse("echo/experiments.json", []byte(strings.Replace(whole, test.old, test.new, 1)))
		if got := errText(err); !strings.Contains(got, test.want) {
			t.Errorf("%s instead of %s (-want +got):\n%s", test.new, test.old, cmp.Diff(test.want, got))
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A name may be there once.
func TestTwice(t *testing.T) {
	one := whole[strings.Index(whole, `{"name"`):strings.Index(whole, `],
	"claims"`)]
	_, err := experiment.Parse("e", []byte(strings.Replace(whole, one, one+","+one, 1)))
	if diff := cmp.Diff(`e: experiment syn: the name "syn" is there twice: give each another`, errText(err)); diff != "" {
		t.Error(diff)
	}
}

// What a lesson does not have is answered with what it has.
func TestCheck(t *testing.T) {
	const syn = "echo/experiments.json: experiment syn: "
	tests := []struct{ old, new, want string }{
		{`"bufsize": "5"`, `"size": "5"`, syn + `run: lesson echo: no knob "size": it has bufsize`},
		{`"bufsize": "5"`, `"bufsize": "0"`, syn + `run: lesson echo: value "0" of knob bufsize: must be a number from 1 to 65535`},
		{`delay=20ms`, `delay=2`, syn + `run: network: from client to server: delay: "2" is no time`},
		{`"both": "delay=20ms"`, `"scenario": "moon"`, syn + `run: network: `},
		{`delay=20ms`, `drop=page:1`, syn + `run: network: rule "drop page:1": no packet of echo is called "page": there are SYN, `},
		{`"class": "SYN"`, `"class": "syn"`, syn + `answer: of: no class "syn": there are SYN, SYN-ACK, data, ack, FIN, RST, client, server`},
		{`"class": "SYN"`, `"link": "a>b"`, syn + `answer: of: no link "a>b": there are client>server, server>client`},
		{`"class": "SYN", "fate": "sent"`, `"host": "peer"`, syn + `answer: of: no host "peer": there are client, server`},
		{`"class": "SYN", "fate": "sent"`, `"call": "read"`, syn + `answer: of: no call "read": there are socket, bind, listen, accept, connect, send, sendto, recv, recvfrom, shutdown, getsockname, getpeername, setsockopt, getsockopt, close`},
		{`"class": "SYN", "fate": "sent"`, `"step": "read"`, syn + `answer: of: no step "read": there are socket, `},
		{`"read": "count", "of": {"class": "SYN", "fate": "sent"}`, `"read": "ratio", "of": {}, "then": {"call": "x"}`, syn + `answer: then: no call "x": there are socket, `},
		{`"1", "text": {"en": "one", "zh": "一"}}, {"min": 2, "text": {"en": "more", "zh": "更多"}}],
	"answer": {"read": "count", "of": {"class": "SYN", "fate": "sent"}}`, `"", "text": {"en": "one", "zh": "一"}}, {"is": "server client", "text": {"en": "more", "zh": "更多"}}],
	"answer": {"read": "who", "of": {}}`, syn + `option 2: is "server client": write hosts' names, sorted, with a space between: "client server", or ""`},
		{`"of": {"call": "recv"}`, `"of": {"call": "rcv"}`, `echo/experiments.json: claim S121: answer: of: no call "rcv": there are socket, `},
	}
	l, err := course.Find("echo")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		s, err := experiment.Parse("echo/experiments.json", []byte(strings.Replace(whole, test.old, test.new, 1)))
		if err != nil {
			t.Errorf("%s: %v", test.new, err)
			continue
		}
		if got := errText(s.Check(l)); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s:\n%s", test.new, cmp.Diff(test.want, got))
		}
	}
}

// FuzzParse: what can be read can be written, read again, and judged.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	for _, l := range course.Lessons() {
		f.Add(l.Experiments())
	}
	f.Add([]byte(`{"claims": [{"seed": "S1", "kernel": null, "options": [{"is": null}], "answer": {"of": null, "then": {}}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := experiment.Parse("fuzz", data)
		if err != nil {
			return
		}
		again, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		same, err := experiment.Parse("again", again)
		if err != nil {
			t.Fatalf("%v\n%s", err, again)
		}
		if diff := cmp.Diff(s, same, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		for _, e := range s.Experiments {
			e.Judge(recorded(), false)
			e.Judge(recorded(), true)
		}
		for _, c := range s.Claims {
			c.Says(c.Judge(recorded(), false), "zh")
		}
	})
}
