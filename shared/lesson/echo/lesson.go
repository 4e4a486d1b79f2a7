// Package echo is the lesson of the looping server and client: lines go back
// and forth until exit, one client at a time.
package echo

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed echo.go echo.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "echo",
		Title: lesson.Text{EN: "Echo", ZH: "回声"},
		About: lesson.Text{
			EN: "A server answers each line of one client at a time, until it leaves: what does an empty line do?",
			ZH: "服务器逐行回复，一次只服务一个客户端，直到它离开：空行会怎样？",
		},
		Answer: "你好，客户端！你发送了：…",
		Seeds:  []string{"S3", "S4"},
		Addr:   socket.Inet("localhost", 12345),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs:  []lesson.Knob{lesson.BufSize(1024)},
		Serve:  serve, Source: source,
		Script: []string{"你好", "hello, socket", "exit"},
	}
}
