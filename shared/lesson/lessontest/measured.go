package lessontest

import (
	"regexp"

	"github.com/socketlab/socketlab/shared/trace"
)

// measured is what a lesson prints of its own run, which differs from run to
// run: "0.012 s", "50.100 ms", "812.300 kB/s".
var measured = regexp.MustCompile(`\d+\.\d+ (s|ms|kB/s)\b`)

// Unmeasured returns text with # for the times and rates that a program has
// measured: numbers with a decimal point and a unit.
func Unmeasured(text string) string { return measured.ReplaceAllString(text, "# $1") }

// unmeasure takes out of a trace what was measured.
func unmeasure(events []trace.Event) {
	for i := range events {
		if events[i].Kind == trace.KindStdout {
			events[i].Text = Unmeasured(events[i].Text)
		}
	}
}
