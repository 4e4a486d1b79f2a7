// Package lifecycle is the lesson of what each call makes of a socket: created,
// bound, listening, connected, closed.
package lifecycle

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed lifecycle.go lifecycle.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "lifecycle",
		Title: lesson.Text{EN: "The life of a socket", ZH: "套接字的一生"},
		About: lesson.Text{
			EN: "Created, bound, listening, connected, closed: which call does what, and what if one is left out?",
			ZH: "创建、绑定、监听、连接、关闭：每个调用做了什么？少一个会怎样？",
		},
		Answer: "谢谢你!",
		Seeds:  []string{"S17", "S21", "S22", "S35", "S36", "S37", "S38", "S39", "S47", "S68", "S106", "S108"},
		Addr:   socket.Inet("localhost", 8084),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "skip", Default: "none", Choices: []string{"none", "bind", "listen", "connect"},
			About: lesson.Text{EN: "a call that is left out", ZH: "少做哪个调用"},
		}, {
			Name: "twice", Default: "none", Choices: []string{"none", "bind", "listen", "connect", "close"},
			About: lesson.Text{EN: "a call that is made twice", ZH: "哪个调用做两次"},
		}},
		Serve: serve, Source: source,
	}
}
