// Package hello is the lesson of the first exchange: a server and a client that
// each send once, and who waits for whom.
package hello

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed hello.go hello.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "hello",
		Title: lesson.Text{EN: "Hello", ZH: "你好"},
		About: lesson.Text{
			EN: "A server and a client send each other one greeting: who waits for whom?",
			ZH: "服务器和客户端互发一句问候：谁在等谁？",
		},
		Answer: "谢谢你!",
		Seeds:  []string{"S1", "S2"},
		Addr:   socket.Inet("localhost", 8080),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs:  []lesson.Knob{lesson.BufSize(1024)},
		Serve:  serve, Source: source,
	}
}
