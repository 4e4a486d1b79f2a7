package buffers_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/buffers"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, buffers.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, buffers.New()) }

// All that is sent arrives; the server has to wait only where the two buffers
// hold less, and not before they are full.
func TestTranscript(t *testing.T) {
	tests := []struct{ name, size, full, received string }{
		{"more than the buffers hold", "256", "缓冲区满: 32.0 KiB\n", "262140"},
		{"as much as they hold", "32", "", "32766"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := lessontest.Play(t, buffers.New(), lessontest.Memory(),
				lesson.RunConfig{Knobs: map[string]string{"size": test.size}})
			want := lessontest.Output{
				"server": "SO_SNDBUF: 16.0 KiB\n" + test.full,
				"client": "SO_RCVBUF: 16.0 KiB\n暂停接收\n共接收字节数: " + test.received + "\n",
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Its trace says that send was told to wait.
func TestAgain(t *testing.T) {
	for _, lane := range lessontest.Run(t, buffers.New()) {
		if lane.Host == "server" && strings.Contains(strings.Join(lane.Lines, "\n"), "send → EAGAIN") {
			return
		}
	}
	t.Error("no send has found the buffers full")
}
