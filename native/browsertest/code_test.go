package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
)

// excerpts has the page cut the pieces of code that the texts name, as package
// lesson does.
func excerpts(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	var asked [][2]string // a source, and the name of a step
	var want []string
	for _, l := range course.Lessons() {
		passages, err := lesson.Passages(l.Prose("en"))
		check(t, err)
		for _, passage := range passages {
			if passage.Directive != "step" {
				continue
			}
			for _, file := range []string{l.Name + ".go", l.Name + ".py"} {
				code, err := l.Code(passage.Name, file)
				check(t, err)
				source, err := fs.ReadFile(l.Source, file)
				check(t, err)
				asked, want = append(asked, [2]string{string(source), passage.Name}), append(want, code)
			}
		}
	}
	in, err := json.Marshal(asked)
	check(t, err)
	out := p.after(fmt.Sprintf(`import("./page/steps.js").then(({ excerpt }) => JSON.stringify(%s.map(([source, name]) =>
		excerpt(source, name).map(({ text }) => text.trim() ? text + "\n" : "\n").join(""))))`, in))
	var got []string
	check(t, json.Unmarshal([]byte(out), &got))
	if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
		t.Errorf("%d pieces of code (-package lesson, +page):\n%s", len(got), diff)
	}
}

// joins gives the events of two parts to the page, whose clocks began at other
// times.
func joins(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	got := p.after(`import("./page/trial.js").then(({ joined }) => {
		const event = (run, seq, time, enter = 0) => ({ run, event: { seq, time, enter } });
		const { events, place } = joined([event(4, 1, 0), event(7, 1, 0), event(7, 2, 1e6, 1), event(4, 2, 9e6, 1)], new Map([[4, 2], [7, 5]]));
		const where = (seq) => { const at = place(seq); return at.run + "." + at.seq; };
		return events.map(({ seq, time, enter }) => where(seq) + "@" + time / 1e6 + (enter ? " of " + where(enter) : "")).join(", ");
	})`)
	if want := "4.1@2, 7.1@5, 7.2@6 of 7.1, 4.2@11 of 4.1"; got != want {
		t.Errorf("the events are %s, want %s", got, want)
	}
}
