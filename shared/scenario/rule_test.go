package scenario

import (
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

func TestRules(t *testing.T) {
	const drop, ms = link.DropIt, time.Millisecond
	tests := []struct {
		text  string
		want  link.Rule
		print string // "": text
	}{
		{"drop data:3", link.Rule{Action: drop, Class: "data", From: 3}, ""},
		{"drop data:2-5", link.Rule{Action: drop, Class: "data", From: 2, To: 5}, ""},
		{"drop ack:*/10", link.Rule{Action: drop, Class: "ack", Every: 10}, ""},
		{"drop *", link.Rule{Action: drop}, ""},
		{"drop */1", link.Rule{Action: drop}, "drop *"},
		{"drop 3-*", link.Rule{Action: drop, From: 3, Every: 1}, ""},
		{"drop 3-*/1", link.Rule{Action: drop, From: 3, Every: 1}, "drop 3-*"},
		{"drop 3-*/2", link.Rule{Action: drop, From: 3, Every: 2}, ""},
		{"drop 3-9/2", link.Rule{Action: drop, From: 3, To: 9, Every: 2}, ""},
		{"drop 3-9/1", link.Rule{Action: drop, From: 3, To: 9}, "drop 3-9"},
		{"drop 3-3", link.Rule{Action: drop, From: 3}, "drop 3"},
		{"drop 3-5/4", link.Rule{Action: drop, From: 3}, "drop 3"},
		{" corrupt  5 ", link.Rule{Action: link.CorruptIt, From: 5}, "corrupt 5"},
		{"duplicate data:1", link.Rule{Action: link.DuplicateIt, Class: "data", From: 1}, ""},
		{"delay ack:2 200ms", link.Rule{Action: link.DelayIt, Class: "ack", From: 2, By: 200 * ms}, ""},
		{"hold 4 2", link.Rule{Action: link.HoldIt, From: 4, Packets: 2}, ""},
		{"drop 数据-1.a_b:7", link.Rule{Action: drop, Class: "数据-1.a_b", From: 7}, ""},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got, err := ParseRule(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if d := diff(test.want, got); d != "" {
				t.Errorf("rule (-want +got):\n%s", d)
			}
			if test.print == "" {
				test.print = test.text
			}
			if d := diff(test.print, FormatRule(got)); d != "" {
				t.Errorf("printed (-want +got):\n%s", d)
			}
		})
	}
}

// Rules that programs make print as what they do.
func TestFormatRule(t *testing.T) {
	for want, r := range map[string]link.Rule{
		"drop 1-4":    {Action: link.DropIt, To: 4},
		"drop 3-10/3": {Action: link.DropIt, To: 10, Every: 3},
		"drop a:*":    {Action: link.DropIt, Class: "a", Flow: "left out", Every: 1},
	} {
		if d := diff(want, FormatRule(r)); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	}
}

func TestRuleErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", `rule "": write ACTION WHICH, for example drop data:3`},
		{"drop", `rule "drop": write ACTION WHICH, for example drop data:3`},
		{"lose 3", `rule "lose 3": "lose" is no action: write drop, delay, duplicate, corrupt or hold`},
		{"drop 3 4", `rule "drop 3 4": it has 3 words, not 2: write, for example, drop data:3`},
		{"delay 3", `rule "delay 3": it has 2 words, not 3: write, for example, delay data:3 200ms`},
		{"delay 3 4", `rule "delay 3 4": "4" is no time: write it with its unit: 50ms, 1.5s, 2m`},
		{"delay 3 0s", `rule "delay 3 0s": "0s" is no delay: it can be more than 0s`},
		{"delay 3 -1s", `rule "delay 3 -1s": "-1s" is no time: it can be 0s or more`},
		{"hold 3", `rule "hold 3": it has 2 words, not 3: write, for example, hold data:3 2: until two more were sent`},
		{"hold 3 0", `rule "hold 3 0": "0" is no number: write 1 or more`},
		{"drop :3", `rule "drop :3": "" is no class: it can have letters, digits, '-', '_' and '.'`},
		{"drop a:b:3", `rule "drop a:b:3": "b:3" is no number: write 1 or more; there are 3, 2-5, *, */10 and 3-*/2, each also behind a class: data:3`},
		{"drop 0", `rule "drop 0": "0" is no number: write 1 or more; there are`},
		{"drop +1", `rule "drop +1": "+1" is no number`},
		{"drop 4/2", `rule "drop 4/2": one packet is not repeated: write 4-*/2; there are`},
		{"drop 5-2", `rule "drop 5-2": 2 is before 5; there are`},
		{"drop *-4", `rule "drop *-4": "*" is no number`},
		{"drop */0", `rule "drop */0": "0" is no number`},
	}
	for _, test := range tests {
		if _, err := ParseRule(test.text); !strings.HasPrefix(message(err), test.want) {
			t.Errorf("%q: %v\nwant %s", test.text, err, test.want)
		}
	}
}

// What FormatRule writes, ParseRule reads as the same rule.
func FuzzRule(f *testing.F) {
	for _, text := range []string{"drop data:3", "drop 2-5/3", "corrupt ack:*/10", "delay 3-* 1h2m", "hold a:1 2", "duplicate 9-9"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRule(text)
		if err != nil {
			return
		}
		if err := (&link.Conditions{Script: []link.Rule{r}}).Check(); err != nil {
			t.Errorf("%q is a rule that no link takes: %v", text, err)
		}
		again, err := ParseRule(FormatRule(r))
		if err != nil {
			t.Fatalf("%q prints as what is no rule: %v", text, err)
		}
		if d := diff(r, again); d != "" {
			t.Errorf("%q prints as %q (-want +got):\n%s", text, FormatRule(r), d)
		}
	})
}
