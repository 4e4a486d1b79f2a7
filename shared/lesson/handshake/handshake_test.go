package handshake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/handshake"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, handshake.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, handshake.New()) }

// The states of each side, whoever closes first.
func TestTranscript(t *testing.T) {
	const (
		server = "listen → LISTEN\naccept → ESTABLISHED\n"
		client = "socket → #\nconnect → ESTABLISHED\n"
		first  = "shutdown → #\nrecv b'' → #\n"
		second = "recv b'' → CLOSE-WAIT\nshutdown → #\n"
	)
	tests := []struct{ closes, server, client string }{
		{"client", server + second, client + first},
		{"server", server + first, client + second},
	}
	for _, test := range tests {
		t.Run(test.closes, func(t *testing.T) {
			got := lessontest.Play(t, handshake.New(), lessontest.Memory(),
				lesson.RunConfig{Knobs: map[string]string{"closes": test.closes}})
			for role, text := range got {
				got[role] = lessontest.Unmeasured(text)
			}
			want := lessontest.Output{"server": test.server, "client": test.client}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
