package halfclose_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/halfclose"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, halfclose.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, halfclose.New()) }

const served = "客户端不再发送，共收到字节数: 8\nsend 成功: 你好，客户端！\nsend 成功: 你发送了：8 字节\n"

// The reply comes after the end of the request, whatever the size of recv.
func TestTranscript(t *testing.T) {
	for _, size := range []string{"1024", "1"} {
		got := lessontest.Play(t, halfclose.New(), lessontest.Memory(), lesson.RunConfig{
			Stdin: strings.NewReader("你好\nhi\nexit\nnot read\n"), Knobs: map[string]string{"bufsize": size},
		})
		const prompt = "请输入要发送的消息 (输入 'exit' 退出): "
		want := lessontest.Output{
			"server": served,
			"client": prompt + prompt + prompt + "接收到服务器的响应: 你好，客户端！你发送了：8 字节\n",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("bufsize %s: %s", size, diff)
		}
	}
}

// A server says nothing before the end; and to a client that has closed in both
// directions, only the first send succeeds.
func TestEnd(t *testing.T) {
	tests := []struct {
		name   string
		end    func(*socket.Socket) error
		server string
	}{
		{"shutdown", func(s *socket.Socket) error { return s.Shutdown(socket.SHUT_WR) }, served},
		{"close", (*socket.Socket).Close, "客户端不再发送，共收到字节数: 8\nsend 成功: 你好，客户端！\n" +
			"来自 ('127.0.0.1', 49152) 的连接出错: EPIPE\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := lessontest.Serve(t, halfclose.New(), nil, func(t *testing.T, c lessontest.Client) {
				s := c.Dial(t)
				if err := s.SendAll([]byte("你好hi")); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if data, err := s.Recv(1024, socket.MSG_DONTWAIT); len(data) > 0 || err == nil {
					t.Errorf("before the end: %q, %v", data, err)
				}
				if err := test.end(s); err != nil {
					t.Error(err)
				}
			})
			if diff := cmp.Diff(test.server, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
