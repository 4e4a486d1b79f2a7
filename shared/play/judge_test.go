package play_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/trace"
)

// A client's lines are typed as it asks for them, and the events of its run decide
// an experiment and a claim.
func TestJudge(t *testing.T) {
	p := simulating(t)
	p.Handle(play.Message{Kind: play.Start, Run: 1, Lesson: "echo", Knobs: map[string]string{"bufsize": "5"},
		Network: &play.Network{Speed: 20}})
	lines := []string{"你好\n", "再见\n", "exit\n"}
	var events []trace.Event
	for m := range p.came {
		if m.Kind == play.Done {
			break
		}
		if m.Kind == play.Asks {
			p.Handle(play.Message{Kind: play.Stdin, Run: 1, Text: lines[0]})
			lines = lines[1:]
		}
		if m.Kind == play.Event {
			var e trace.Event
			check(t, json.Unmarshal(m.Event, &e))
			events = append(events, e)
		}
	}
	if len(lines) > 0 {
		t.Errorf("the client does not ask for %q", lines)
	}
	for _, test := range []struct {
		name, answer string
		option       int
	}{{"long-line", "5", 2}, {"S121", "2", 2}} {
		p.Handle(play.Message{Kind: play.Judge, Run: 3, Lesson: "echo", Experiment: test.name, Events: events})
		_, _, got := p.until(3, play.Verdict)
		if got.Verdict == nil || len(got.Verdict.Seqs) == 0 {
			t.Fatalf("%s: the verdict is %+v, error %q", test.name, got.Verdict, got.Error)
		}
		got.Verdict.Seqs = nil
		want := play.Message{Kind: play.Verdict, Run: 3, Lesson: "echo", Experiment: test.name,
			Verdict: &experiment.Verdict{Decided: true, Answer: test.answer, Option: test.option}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestNotJudged(t *testing.T) {
	for _, test := range []struct {
		name, lesson, experiment, want string
		page                           bool
	}{
		{"elsewhere", "echo", "leaving", "runs are judged in the page, not here", false},
		{"unknown", "echo", "nothing", `lesson echo has no experiment or claim "nothing"`, true},
	} {
		p := newPage(t)
		p.Simulate = test.page
		p.Handle(play.Message{Kind: play.Judge, Run: 1, Lesson: test.lesson, Experiment: test.experiment})
		if _, _, got := p.until(1, play.Verdict); got.Error != test.want {
			t.Errorf("%s: error %q, want %q", test.name, got.Error, test.want)
		}
	}
}
