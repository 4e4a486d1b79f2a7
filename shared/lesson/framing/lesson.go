// Package framing is the lesson of messages on a stream, which has none: three
// are sent, and how many arrive depends on how they are framed.
package framing

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed framing.go framing.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "framing",
		Title: lesson.Text{EN: "Framing", ZH: "粘包与分帧"},
		About: lesson.Text{
			EN: "Three messages are sent on a stream, which keeps no boundaries: how many does the server receive?",
			ZH: "字节流没有消息边界：发出三条消息，服务器会收到几条？",
		},
		Answer: "收到 … 条消息",
		Seeds:  []string{"S56", "S63"},
		Addr:   socket.Inet("localhost", 8082),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "framing", Default: "length", Choices: []string{"none", "line", "length"},
			About: lesson.Text{
				EN: "what marks a message: nothing, a line's end, or its length before it",
				ZH: "靠什么区分消息：不区分、换行符，或放在前面的长度",
			},
		}, {
			Name: "write", Default: "0", Max: 65535,
			About: lesson.Text{EN: "bytes that the client sends at a time; 0 is a message", ZH: "客户端一次 send 多少字节；0 表示一条消息"},
		}, {
			Name: "gap", Default: "0",
			About: lesson.Text{EN: "how long the client pauses after each send", ZH: "客户端每次 send 之后停多久"},
		}, {
			Name: "late", Default: "0",
			About: lesson.Text{EN: "how long the server waits before its first recv", ZH: "服务器第一次 recv 之前等多久"},
		}, lesson.BufSize(1024)},
		Serve: serve, Source: source,
	}
}
