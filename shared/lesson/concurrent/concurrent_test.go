package concurrent_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/concurrent"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, concurrent.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, concurrent.New()) }

func TestTranscript(t *testing.T) {
	for _, clients := range []string{"many", "one"} {
		t.Run(clients, func(t *testing.T) {
			got := lessontest.Play(t, concurrent.New(), lessontest.Memory(), lesson.RunConfig{
				Stdin: strings.NewReader("你好\nexit\n"), Knobs: map[string]string{"clients": clients},
			})
			const prompt = "请输入要发送的消息 (输入 'exit' 退出): "
			want := lessontest.Output{
				"server": "客户端连接成功: ('127.0.0.1', 49153)\n你好 ('127.0.0.1', 49153)\n" +
					"客户端下线了: ('127.0.0.1', 49153)\n",
				"client": prompt + "接收到服务器的响应: 数据接收正常...\n" + prompt,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A second client is served beside a silent first one, or only after it.
func TestSecondClient(t *testing.T) {
	for clients, served := range map[string]bool{"many": true, "one": false} {
		t.Run(clients, func(t *testing.T) {
			knobs := map[string]string{"clients": clients}
			lessontest.Serve(t, concurrent.New(), knobs, func(t *testing.T, c lessontest.Client) {
				first := c.Dial(t)
				synctest.Wait()
				second := c.Dial(t)
				if err := second.SendAll([]byte("hi")); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				data, err := second.Recv(1024, socket.MSG_DONTWAIT)
				if got := err == nil; got != served {
					t.Errorf("served beside the first: %v (%q, %v), want %v", got, data, err, served)
				}
				first.Close()
				synctest.Wait()
				if !served {
					if data, err = second.Recv(1024); err != nil || string(data) != "数据接收正常..." {
						t.Errorf("after the first: %q, %v", data, err)
					}
				}
			})
		})
	}
}

// A client that resets its connection does no harm to the others.
func TestReset(t *testing.T) {
	got := lessontest.Serve(t, concurrent.New(), nil, func(t *testing.T, c lessontest.Client) {
		good, bad := c.Dial(t), c.Dial(t)
		synctest.Wait()
		if err := bad.SendAll([]byte("x")); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		bad.Close() // with the reply unread
		synctest.Wait()
		if got := c.Ask(t, good, "\xff"); got != "数据接收正常..." {
			t.Errorf("reply %q", got)
		}
	})
	_, got, _ = strings.Cut(got, "x (")
	want := "'127.0.0.1', 49153)\n来自 ('127.0.0.1', 49153) 的连接出错: ECONNRESET\n\uFFFD ('127.0.0.1', 49152)\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
