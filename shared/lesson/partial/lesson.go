// Package partial is the lesson of calls that do less than they are asked: send
// copies what there is room for, recv takes what is there. How many calls that
// makes is a matter of timing: runs are compared by what they carry.
package partial

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed partial.go partial.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "partial",
		Title: lesson.Text{EN: "Partial send and recv", ZH: "不完整的收发"},
		About: lesson.Text{
			EN: "send may accept fewer bytes than it is given, and recv return fewer than it is asked for: how many calls does it take?",
			ZH: "send 可能只接受一部分，recv 可能只返回一部分：要调用多少次？",
		},
		Answer: "收到 … 字节",
		Seeds:  []string{"S41", "S42", "S43", "S44", "S57", "S78", "S79", "S104", "S105"},
		Addr:   socket.Inet("localhost", 8083),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "size", Default: "300000", Min: 1, Max: 10_000_000,
			About: lesson.Text{EN: "bytes that the client has to send", ZH: "客户端要发多少字节"},
		}, {
			Name: "send", Default: "loop", Choices: []string{"once", "loop", "sendall"},
			About: lesson.Text{EN: "send once, or until all is sent, or sendall", ZH: "只 send 一次、循环到发完，或用 sendall"},
		}, {
			Name: "timeout", Default: "10s",
			About: lesson.Text{EN: "how long send waits; with none it returns when all is copied", ZH: "send 最多等多久；none：全部拷贝完才返回"},
		}, {
			Name: "sndbuf", Default: "16384", Max: 1_000_000,
			About: lesson.Text{EN: "SO_SNDBUF of the client in bytes; 0 is the system's", ZH: "客户端的 SO_SNDBUF（字节）；0 表示系统默认"},
		}, {
			Name: "recv", Default: "into", Choices: []string{"into", "waitall"},
			About: lesson.Text{EN: "recv_into alone, or with MSG_WAITALL", ZH: "recv_into，或再加 MSG_WAITALL"},
		}, {
			Name: "pause", Default: "0",
			About: lesson.Text{EN: "how long the server pauses after each recv", ZH: "服务器每次 recv 之后停多久"},
		}, lesson.BufSize(4096)},
		Serve: serve, Source: source,
	}
}
