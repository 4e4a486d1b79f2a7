package datagram_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/datagram"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, datagram.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, datagram.New()) }

const prompt = "请输入要发送的消息 (输入 'exit' 退出): "

// Here an empty line is a message, and is answered.
func TestTranscript(t *testing.T) {
	got := lessontest.Play(t, datagram.New(), lessontest.Memory(),
		lesson.RunConfig{Stdin: strings.NewReader("你好\n\nexit\n")})
	want := lessontest.Output{
		"server": "UDP 服务器启动，等待数据...\n" +
			"接收到来自 ('127.0.0.1', 49153) 的数据: 你好\n接收到来自 ('127.0.0.1', 49153) 的数据: \n",
		"client": prompt + "接收到服务器的响应: 你好，客户端！你发送了：你好\n" +
			prompt + "接收到服务器的响应: 你好，客户端！你发送了：\n" + prompt,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBytes(t *testing.T) {
	lessontest.Serve(t, datagram.New(), nil, func(t *testing.T, c lessontest.Client) {
		if got, want := c.Ask(t, c.Dial(t), "\x00\xff"), "你好，客户端！你发送了：\x00\xff"; got != want {
			t.Errorf("reply %q, want %q", got, want)
		}
	})
}

// With no server, a client with a timeout goes on; one without waits.
func TestNoServer(t *testing.T) {
	tests := []struct{ timeout, want string }{
		{"none", prompt},
		{"2s", prompt + "没有收到响应\n" + prompt},
	}
	for _, test := range tests {
		t.Run(test.timeout, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // virtual
				defer cancel()
				cfg, out := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{
					Roles: []string{"client"}, Addr: datagram.New().Addr, Stdin: strings.NewReader("a\n"),
					Knobs: map[string]string{"timeout": test.timeout},
				})
				if err := lesson.Run(ctx, datagram.New(), cfg); err != nil {
					t.Error(err)
				}
				if diff := cmp.Diff(test.want, out()["client"]); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// The client takes replies from the server only.
func TestStranger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := lessontest.NewNetwork()
		stack := n.Stack()
		defer stack.Close()
		server, stranger := bound(t, stack, 12345), bound(t, stack, 666)
		stdin, typed := io.Pipe()
		memory := lessontest.Net{Stack: func(testing.TB, string) socket.Stack { return n.Stack() }}
		cfg, out := lessontest.Configure(t, memory, lesson.RunConfig{
			Roles: []string{"client"}, Addr: datagram.New().Addr, Stdin: stdin,
		})
		ended := make(chan error)
		go func() { ended <- lesson.Run(t.Context(), datagram.New(), cfg) }()
		for _, line := range []string{"a", "b"} {
			io.WriteString(typed, line+"\n")
			data, client, err := server.RecvFrom(1024)
			if err != nil || string(data) != line {
				t.Fatalf("the server got %q, %v", data, err)
			}
			stranger.SendTo([]byte("me"), client)
			server.SendTo([]byte("reply "+line), client)
		}
		typed.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		want := prompt + "接收到服务器的响应: reply a\n" + prompt + "接收到服务器的响应: reply b\n" + prompt
		if diff := cmp.Diff(want, out()["client"]); diff != "" {
			t.Error(diff)
		}
	})
}

func bound(t *testing.T, st socket.Stack, port int) *socket.Socket {
	s, err := socket.New(st, socket.AF_INET, socket.SOCK_DGRAM, 0)
	if err == nil {
		err = s.Bind(socket.Inet("localhost", port))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}
