package course_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
)

// headings are those of every text, in their order.
var headings = map[string][]string{
	"en": {"## What you will see", "## The code", "## Break it", "## In practice", "## The tutorial says, the kernel says"},
	"zh": {"## 你会看到什么", "## 代码", "## 弄坏它", "## 实际工作中", "## 教程说，内核说"},
}

// Every text has the headings of its language, directives that stand for something,
// and each experiment and claim once. Both languages have the same directives.
func TestProse(t *testing.T) {
	for _, l := range course.Lessons() {
		t.Run(l.Name, func(t *testing.T) {
			if l.Experiments() == nil && l.Prose("en") == "" && l.Prose("zh") == "" {
				t.Skip("it has no text")
			}
			set, err := experiment.Of(l)
			if err != nil {
				t.Fatal(err)
			}
			en, zh := directives(t, l, set, "en"), directives(t, l, set, "zh")
			if diff := cmp.Diff(en, zh); diff != "" {
				t.Errorf("the directives differ (-en +zh):\n%s", diff)
			}
		})
	}
}

var (
	heading = regexp.MustCompile(`(?m)^#{1,2}[ \t].*$`)
	block   = regexp.MustCompile("(?ms)^```.*?^```")
)

// directives checks the text of one language, and returns its directives.
func directives(t *testing.T, l *lesson.Lesson, set *experiment.Set, lang string) (all []string) {
	text := l.Prose(lang)
	if diff := cmp.Diff(headings[lang], heading.FindAllString(block.ReplaceAllString(text, ""), -1)); diff != "" {
		t.Errorf("%s.md: headings (-want +got):\n%s", lang, diff)
	}
	passages, err := lesson.Passages(text)
	if err != nil {
		t.Errorf("%s.md: %v", lang, err)
	}
	for _, p := range passages {
		if p.Directive == "" {
			continue
		}
		all = append(all, p.Directive+" "+p.Name)
		for _, ext := range []string{".go", ".py"} {
			if p.Directive != "step" {
				continue
			}
			switch code, err := l.Code(p.Name, l.Name+ext); {
			case err != nil:
				t.Errorf("%s.md: line %d: %v", lang, p.Line, err)
			case code == "":
				t.Errorf("%s.md: line %d: step %s has no code in %s%s: leave it out", lang, p.Line, p.Name, l.Name, ext)
			}
		}
	}
	var want []string
	for _, e := range set.Experiments {
		want = append(want, "try "+e.Name)
	}
	for _, c := range set.Claims {
		want = append(want, "claim "+c.Seed)
	}
	once(t, lang, all, want)
	return all
}

// once checks that each experiment and claim stands once in a text, and no others.
func once(t *testing.T, lang string, all, want []string) {
	count := make(map[string]int)
	for _, d := range all {
		if !strings.HasPrefix(d, "step ") {
			count[d]++
		}
	}
	for _, d := range want {
		if n := count[d]; n != 1 {
			t.Errorf("%s.md: ```%s stands there %d times: it must once", lang, d, n)
		}
		delete(count, d)
	}
	for d := range count {
		t.Errorf("%s.md: ```%s is not in experiments.json", lang, d)
	}
}
