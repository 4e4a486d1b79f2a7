package framing_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/framing"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, framing.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, framing.New()) }

// A frame keeps messages apart, however the stream is cut and whenever it is
// read; without one that is what decides.
func TestMessages(t *testing.T) {
	whole := []string{"你好", "粘包是什么", "再见"}
	tests := []struct {
		knobs string
		sends string
		want  []string
	}{
		{"framing=length", "3", whole},
		{"framing=length late=1s", "3", whole},
		{"framing=length write=5 gap=1s", "8", whole},
		{"framing=line gap=1s", "3", whole},
		{"framing=line late=1s", "3", whole},
		{"framing=line write=1 gap=1s", "30", whole},
		{"framing=none gap=1s", "3", whole},
		{"framing=none late=1s", "3", []string{"你好粘包是什么再见"}},
		{"framing=none gap=1s write=10", "3", []string{"你好粘\uFFFD", "\uFFFD\uFFFD是什\uFFFD", "\uFFFD再见"}},
		{"framing=none late=1s bufsize=12", "3", []string{"你好粘包", "是什么再", "见"}},
	}
	for _, test := range tests {
		t.Run(test.knobs, func(t *testing.T) {
			got := play(t, test.knobs)
			want := lessontest.Output{"client": "3 条消息，" + test.sends + " 次 send\n收到 " + string(rune('0'+len(test.want))) + " 条消息\n"}
			for i, m := range test.want {
				want["server"] += "消息 " + string(rune('1'+i)) + ": " + m + "\n"
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// play runs the lesson in virtual time, so that who waits knows that all that
// was sent before has arrived.
func play(t *testing.T, knobs string) (got lessontest.Output) {
	t.Helper()
	all := make(map[string]string)
	for _, knob := range strings.Fields(knobs) {
		name, value, _ := strings.Cut(knob, "=")
		all[name] = value
	}
	synctest.Test(t, func(t *testing.T) {
		cfg, out := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{Knobs: all})
		if err := lesson.Run(context.Background(), framing.New(), cfg); err != nil {
			t.Fatal(err)
		}
		got = out()
	})
	return got
}

// What is no frame, or not a whole one, ends the exchange and nothing else.
func TestNoFrame(t *testing.T) {
	tests := map[string]string{"99999": "收到 1 条消息"} // cut
	for _, sent := range []string{"", "x", "abcd", "-001x", "0000"} {
		tests[sent] = "收到 0 条消息"
	}
	for sent, want := range tests {
		lessontest.Serve(t, framing.New(), nil, func(t *testing.T, c lessontest.Client) {
			s := c.Dial(t)
			if err := s.SendAll([]byte(sent)); err != nil {
				t.Fatal(err)
			}
			if err := s.Shutdown(socket.SHUT_WR); err != nil {
				t.Fatal(err)
			}
			reply, err := s.Recv(1024, socket.MSG_WAITALL)
			if string(reply) != want {
				t.Errorf("%q: %q, %v, want %q", sent, reply, err, want)
			}
		})
	}
}
