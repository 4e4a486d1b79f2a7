package lossy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/lossy"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, lossy.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, lossy.New()) }

func TestTranscript(t *testing.T) {
	got := lessontest.Play(t, lossy.New(), lessontest.Memory(),
		lesson.RunConfig{Knobs: map[string]string{"count": "3", "gap": "1ms"}})
	want := lessontest.Output{
		"server": "waiting for pings\n",
		"client": "pong 1 1\npong 2 2\npong 3 3\n3 of 3, 0 overtaken, 0 doubled, 0 corrupted\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The server answers pings, whatever is in them, and nothing else: not another
// server's answers.
func TestServer(t *testing.T) {
	lessontest.Serve(t, lossy.New(), nil, func(t *testing.T, c lessontest.Client) {
		s := c.Dial(t)
		for _, other := range []string{"", "pong 1 1", "pin", "\xff\x00"} {
			if _, err := s.SendTo([]byte(other), socket.Inet("127.0.0.1", lossy.New().Addr.Port)); err != nil {
				t.Fatal(err)
			}
			if got, want := c.Ask(t, s, "ping "+other), "pong "+other; got != want {
				t.Errorf("the first answer is %q, want %q", got, want)
			}
		}
	})
}
