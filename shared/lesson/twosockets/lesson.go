// Package twosockets is the lesson of the socket that listens and the one that
// accept returns: which of them has a peer, and can send.
package twosockets

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed twosockets.go twosockets.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "twosockets",
		Title: lesson.Text{EN: "Two sockets, one port", ZH: "一个端口，两个套接字"},
		About: lesson.Text{
			EN: "The listener and the connection have the same port: what tells them apart, and which of them can send?",
			ZH: "监听套接字和连接用同一个端口：靠什么区分，哪一个能收发？",
		},
		Answer: "谢谢你!",
		Seeds:  []string{"S71", "S72"},
		Addr:   socket.Inet("localhost", 9097),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "use", Default: "connection", Choices: []string{"connection", "listener"},
			About: lesson.Text{EN: "the socket on which the server sends and receives first", ZH: "服务器先用哪个套接字收发"},
		}},
		Serve: serve, Source: source,
	}
}
