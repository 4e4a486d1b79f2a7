// Package concurrent is the lesson of many clients: one at a time, or each on a
// goroutine of its own.
package concurrent

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed concurrent.go concurrent.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "concurrent",
		Title: lesson.Text{EN: "Many clients", ZH: "多个客户端"},
		About: lesson.Text{
			EN: "One client at a time, or all at once: who has to wait behind a slow client?",
			ZH: "一次服务一个，还是同时服务所有客户端：谁要排在慢客户端后面？",
		},
		Answer: "数据接收正常...",
		Seeds:  []string{"S14"},
		Addr:   socket.Inet("", 9090),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server, Concurrent: true}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{lesson.BufSize(1024), {
			Name: "clients", Default: "many", Choices: []string{"many", "one"},
			About: lesson.Text{EN: "how many clients the server serves at once", ZH: "服务器同时服务多少客户端"},
		}},
		Serve: serve, Source: source,
		Script: []string{"你好", "second line", "exit"},
	}
}
