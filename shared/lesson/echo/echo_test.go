package echo_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/echo"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, echo.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, echo.New()) }

const (
	started = "TCP 服务器启动，等待连接...\n接受来自 ('127.0.0.1', 49153) 的连接\n"
	prompt  = "请输入要发送的消息 (输入 'exit' 退出): "
)

func TestTranscript(t *testing.T) {
	tests := []struct{ name, stdin, server, client string }{
		{"until exit", "你好\nhi\nexit\nnot read\n",
			started + "接收到来自客户端的数据: 你好\n接收到来自客户端的数据: hi\n",
			prompt + "接收到服务器的响应: 你好，客户端！你发送了：你好\n" +
				prompt + "接收到服务器的响应: 你好，客户端！你发送了：hi\n" + prompt},
		{"until the input ends", "a", started + "接收到来自客户端的数据: a\n",
			prompt + "接收到服务器的响应: 你好，客户端！你发送了：a\n" + prompt},
		{"nothing", "", started, prompt},
		{"not text", "\xff\xe4\xbd\n", started + "接收到来自客户端的数据: \uFFFD\uFFFD\n",
			prompt + "接收到服务器的响应: 你好，客户端！你发送了：\uFFFD\uFFFD\n" + prompt},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := lessontest.Play(t, echo.New(), lessontest.Memory(),
				lesson.RunConfig{Stdin: strings.NewReader(test.stdin)})
			want := lessontest.Output{"server": test.server, "client": test.client}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An empty line sends nothing: both sides wait until Ctrl-C.
func TestEmptyLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cfg, out := lessontest.Configure(t, lessontest.Memory(),
			lesson.RunConfig{Stdin: strings.NewReader("\nmore\n")})
		ended := make(chan error, 1)
		go func() { ended <- lesson.Run(ctx, echo.New(), cfg) }()
		synctest.Wait()
		if len(ended) > 0 {
			t.Fatal("the run ended by itself")
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		want := lessontest.Output{"server": started, "client": prompt}
		if diff := cmp.Diff(want, out()); diff != "" {
			t.Error(diff)
		}
	})
}

// A client that resets its connection does no harm to the next one.
func TestReset(t *testing.T) {
	got := lessontest.Serve(t, echo.New(), nil, func(t *testing.T, c lessontest.Client) {
		bad := c.Dial(t)
		if err := bad.SendAll([]byte("x")); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		bad.Close() // with the reply unread
		if got, want := c.Ask(t, c.Dial(t), "\x00\xff"), "你好，客户端！你发送了：\x00\xff"; got != want {
			t.Errorf("reply %q, want %q", got, want)
		}
	})
	want := "TCP 服务器启动，等待连接...\n接受来自 ('127.0.0.1', 49152) 的连接\n接收到来自客户端的数据: x\n" +
		"来自 ('127.0.0.1', 49152) 的连接出错: ECONNRESET\n" +
		"接受来自 ('127.0.0.1', 49153) 的连接\n接收到来自客户端的数据: \x00\uFFFD\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
