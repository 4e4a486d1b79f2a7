package lessontest

import (
	"regexp"

	"github.com/socketlab/socketlab/shared/trace"
)

// measured is what a lesson prints of its own run, which differs from run to
// run: "0.012 s", "50.100 ms", "812.300 kB/s", "32.0 KiB", and how often it
// called: "7 次"; and the states on the way to CLOSED, which differ with the
// moment, and with the system (Linux tells CLOSED where RFC 9293 has TIME-WAIT).
var measured = regexp.MustCompile(`\d+\.\d+( (?:s|ms|kB/s|KiB))\b|\d+( 次)|\b(?:FIN-WAIT-[12]|CLOSING|LAST-ACK|TIME-WAIT|CLOSED)\b`)

// Unmeasured returns text with # for the times, rates, sizes and counts that a
// program has measured, and for passing states.
func Unmeasured(text string) string { return measured.ReplaceAllString(text, "#$1$2") }

// unmeasure takes out of a trace what was measured.
func unmeasure(events []trace.Event) {
	for i := range events {
		switch e := &events[i]; {
		case e.Kind == trace.KindStdout:
			e.Text = Unmeasured(e.Text)
		case e.Kind == trace.KindReturn && e.Call == "getsockopt":
			e.Result = Unmeasured(e.Result)
		}
	}
}
