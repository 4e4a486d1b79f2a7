package partial_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/partial"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, partial.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, partial.New()) }

// In memory a send accepts all, and so one makes a difference to nobody.
func TestTranscript(t *testing.T) {
	const reply = "收到 10000 字节\n"
	tests := []struct{ knobs, server, client string }{
		{"send=loop", "3 次", "10000 字节，1 次 send\n"},
		{"send=sendall", "3 次", "10000 字节，0 次 send\n"},
		{"send=once", "3 次", "教程: send 返回要发送的字节数: 10000\n内核: send 返回: 10000\n10000 字节，1 次 send\n"},
		{"bufsize=1000", "10 次", "10000 字节，1 次 send\n"},
		{"recv=waitall bufsize=3000", "4 次", "10000 字节，1 次 send\n"},
		{"bufsize=65535 sndbuf=2000 timeout=none pause=1ms", "1 次", "10000 字节，1 次 send\n"},
	}
	for _, test := range tests {
		t.Run(test.knobs, func(t *testing.T) {
			knobs := map[string]string{"size": "10000"}
			for _, knob := range strings.Fields(test.knobs) {
				name, value, _ := strings.Cut(knob, "=")
				knobs[name] = value
			}
			got := lessontest.Play(t, partial.New(), lessontest.Memory(), lesson.RunConfig{Knobs: knobs})
			want := lessontest.Output{"server": "10000 字节，" + test.server + " recv\n", "client": test.client + reply}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
