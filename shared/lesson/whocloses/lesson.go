// Package whocloses is the lesson of what ends with what: the connection, the
// listener, or the process and with it all of its sockets.
package whocloses

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed whocloses.go whocloses.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "whocloses",
		Title: lesson.Text{EN: "Which socket is closed", ZH: "关掉的是哪个套接字"},
		About: lesson.Text{
			EN: "A client is served, another waits in the queue, a third comes late: which of them does each close harm?",
			ZH: "一个客户端正被服务，一个在排队，一个来晚了：每种关闭会伤到谁？",
		},
		Answer: "问题处理中...",
		Seeds:  []string{"S73", "S74", "S116"},
		Addr:   socket.Inet("localhost", 9094),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "closes", Default: "connection", Choices: []string{"connection", "listener", "process"},
			About: lesson.Text{EN: "what the server closes once it has a client", ZH: "有了客户端之后，服务器关闭什么"},
		}},
		Serve: func(h *lesson.Host, s *socket.Socket, _ socket.Addr) error {
			return talk(h, s, nil) // who calls has the listener
		},
		Source: source,
	}
}
