package deadpeer_test

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/deadpeer"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, deadpeer.New()) }

// Whoever is frozen for longer than the timeout is given up, and sees so.
func TestTranscript(t *testing.T) {
	tests := []struct {
		name           string
		knobs          map[string]string
		server, client string
	}{
		{"given up", nil, "Time out, 0.300 s\n", "recv: b''\n"},
		{"just in time", map[string]string{"timeout": "0.601"}, "recv 结束, 0.600 s\n", "服务器还在等\n"},
		{"no timeout", map[string]string{"timeout": "none", "freeze": "2h", "keepalive": "1"}, "recv 结束, 7200.000 s\n", "服务器还在等\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				memory := lessontest.Memory()
				cfg, out := lessontest.Configure(t, memory, lesson.RunConfig{Knobs: test.knobs})
				if err := lesson.Run(t.Context(), deadpeer.New(), cfg); err != nil {
					t.Fatal(err)
				}
				want := lessontest.Output{"server": "Get value ping\n" + test.server, "client": "recv: b'OK'\n" + test.client}
				if diff := cmp.Diff(want, out()); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { lessontest.Run(t, deadpeer.New()) })
}
