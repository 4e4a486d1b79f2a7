// Package datagram is the lesson of UDP: no connection, an address on every
// message, and messages that arrive whole or not at all.
package datagram

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed datagram.go datagram.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "datagram",
		Title: lesson.Text{EN: "Datagrams", ZH: "数据报"},
		About: lesson.Text{
			EN: "Messages without a connection: what does an empty line do now?",
			ZH: "没有连接的消息：这次空行会怎样？",
		},
		Answer: "你好，客户端！你发送了：…",
		Seeds:  []string{"S5", "S6"},
		Addr:   socket.Inet("localhost", 12345),
		Type:   socket.SOCK_DGRAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{lesson.BufSize(1024), {
			Name: "timeout", Default: "none",
			About: lesson.Text{EN: "how long the client waits for a reply", ZH: "客户端等回复最多等多久"},
		}},
		Serve: serve, Source: source,
		Script: []string{"你好", "", "hello", "exit"},
	}
}
