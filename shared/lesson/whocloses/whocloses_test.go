package whocloses_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/whocloses"
	"github.com/socketlab/socketlab/shared/trace"
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

// The server closes its listener before it goes on with the client it has.
func TestListenerFirst(t *testing.T) {
	var memory trace.Memory
	rec := trace.New(trace.Config{Sinks: []trace.Sink{&memory}})
	lessontest.Play(t, whocloses.New(), lessontest.Memory(),
		lesson.RunConfig{Trace: rec, Knobs: map[string]string{"closes": "listener"}})
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range memory.Events() {
		if e.Host == "server" && e.Kind == trace.KindEnter && (e.Call == "send" || e.Call == "close") {
			got = append(got, e.Sock+" "+e.Call)
		}
	}
	want := []string{"s1.1 send", "s1 close", "s1.1 send", "s1.1 close", "s1 close"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
