package hello_test

import (
	"errors"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/hello"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, hello.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, hello.New()) }

func TestTranscript(t *testing.T) {
	got := lessontest.Play(t, hello.New(), lessontest.Memory(), lesson.RunConfig{})
	want := lessontest.Output{
		"server": "服务器正在监听...\n连接来自 ('127.0.0.1', 49153)\n接收到的数据: 你好，服务器!\n",
		"client": "接收到的数据: 谢谢你!\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The client first: nobody listens.
func TestClientFirst(t *testing.T) {
	cfg, _ := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{
		Roles: []string{"client"}, Addr: hello.New().Addr,
	})
	err := lesson.Run(t.Context(), hello.New(), cfg)
	want := "client: connect 127.0.0.1:8080: connection refused (ECONNREFUSED)"
	if !errors.Is(err, syscall.ECONNREFUSED) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
