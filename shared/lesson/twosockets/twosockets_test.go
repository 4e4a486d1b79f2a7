package twosockets_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/twosockets"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, twosockets.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, twosockets.New()) }

// The listener has no peer; to use it does no harm to the connection.
func TestTranscript(t *testing.T) {
	const (
		listener = "监听套接字 getsockname → ('127.0.0.1', 49152)\n监听套接字 getpeername → ENOTCONN\n"
		misused  = "监听套接字 send → ENOTCONN\n监听套接字 recv → ENOTCONN\n"
		accepted = "新的套接字 getsockname → ('127.0.0.1', 49152)\n新的套接字 getpeername → ('127.0.0.1', 49153)\n" +
			"接收到的数据: 你好，服务器!\n"
	)
	for use, server := range map[string]string{"connection": listener + accepted, "listener": listener + misused + accepted} {
		t.Run(use, func(t *testing.T) {
			got := lessontest.Play(t, twosockets.New(), lessontest.Memory(),
				lesson.RunConfig{Knobs: map[string]string{"use": use}})
			want := lessontest.Output{"server": server, "client": "接收到的数据: 谢谢你!\n"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
