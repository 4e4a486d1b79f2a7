package whocloses_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/whocloses"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, whocloses.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, whocloses.New()) }

// What each of the three connections sees, for each thing that is closed.
func TestTranscript(t *testing.T) {
	const first = "第一个连接 recv → 问题处理中...\n第一个连接 recv → "
	tests := []struct{ closes, server, client string }{
		{"connection", "关闭: connection\n",
			first + "\n排队的连接 recv → 问题处理中...\n新的连接 recv → 问题处理中...\n"},
		{"listener", "关闭: listener\n",
			first + "数据接收正常...\n排队的连接 recv → ECONNRESET\n新的连接 connect → ECONNREFUSED\n"},
		{"process", "关闭: process\n",
			first + "\n排队的连接 recv → ECONNRESET\n新的连接 connect → ECONNREFUSED\n"},
	}
	for _, test := range tests {
		t.Run(test.closes, func(t *testing.T) {
			got := lessontest.Play(t, whocloses.New(), lessontest.Memory(),
				lesson.RunConfig{Knobs: map[string]string{"closes": test.closes}})
			want := lessontest.Output{"server": test.server, "client": test.client}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
