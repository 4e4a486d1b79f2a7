package eof_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/eof"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, eof.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, eof.New()) }

// Whoever closes first, the other gets length 0, unless it leaves data unread.
func TestEnds(t *testing.T) {
	const (
		claim = "教程: 对方 close 后 recv 返回的数据长度为 0\n"
		end   = claim + "内核: recv 返回 b'' 长度为 0\n"
		reset = claim + "内核: recv 出错: ECONNRESET\n"
	)
	tests := []struct{ first, read, server, client string }{
		{"client", "all", "服务端收到: 你好，服务器!\n" + end, "客户端收到: 谢谢你!\n"},
		{"client", "part", "服务端收到: 你好，服务器!\n" + reset, "客户端收到: 谢\n"},
		{"server", "all", "服务端收到: 你好，服务器!\n", "客户端收到: 谢谢你!\n" + end},
		{"server", "part", "服务端收到: 你\n", "客户端收到: 谢谢你!\n" + reset},
	}
	for _, test := range tests {
		t.Run(test.first+" "+test.read, func(t *testing.T) {
			got := lessontest.Play(t, eof.New(), lessontest.Memory(),
				lesson.RunConfig{Knobs: map[string]string{"first": test.first, "read": test.read}})
			want := lessontest.Output{"server": test.server, "client": test.client}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A client that ends without a word does no harm to the next one.
func TestNextClient(t *testing.T) {
	got := lessontest.Serve(t, eof.New(), nil, func(t *testing.T, c lessontest.Client) {
		c.Dial(t).Close()
		if got := c.Ask(t, c.Dial(t), "\xff"); got != "谢谢你!" {
			t.Errorf("reply %q", got)
		}
	})
	if got == "" {
		t.Error("the server printed nothing")
	}
}
