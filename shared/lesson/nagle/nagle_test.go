package nagle_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/nagle"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, nagle.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, nagle.New()) }

// However a request is written, there is one reply.
func TestTranscript(t *testing.T) {
	for _, knobs := range []map[string]string{
		{"writes": "1"}, {"writes": "2"}, {"writes": "10", "nodelay": "on"},
	} {
		knobs["count"] = "2"
		got := lessontest.Play(t, nagle.New(), lessontest.Memory(), lesson.RunConfig{Knobs: knobs})
		got["client"] = lessontest.Unmeasured(got["client"])
		want := lessontest.Output{"server": "", "client": "1: OK, # ms\n2: OK, # ms\n"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: %s", knobs, diff)
		}
	}
}
