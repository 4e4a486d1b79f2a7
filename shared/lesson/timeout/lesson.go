// Package timeout is the lesson of waiting: for ever, not at all, or a while.
package timeout

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed timeout.go timeout.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "timeout",
		Title: lesson.Text{EN: "Timeouts", ZH: "超时"},
		About: lesson.Text{
			EN: "A server gives up a client that is silent for 10 seconds: how does each side notice?",
			ZH: "客户端沉默 10 秒，服务器就放弃它：两边各怎样发现？",
		},
		Answer: "OK",
		Seeds:  []string{"S15", "S16"},
		Addr:   socket.Inet("127.0.0.1", 8001),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{lesson.BufSize(1024), {
			Name: "timeout", Default: "10s",
			About: lesson.Text{EN: "how long the server's recv waits", ZH: "服务器的 recv 最多等多久"},
		}},
		Serve: serve, Source: source,
		Script: []string{"你好", "hello", ""},
	}
}
