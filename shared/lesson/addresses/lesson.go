// Package addresses is the lesson of what a socket is bound to and found at:
// hosts, ports, and who chose them.
package addresses

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed addresses.go addresses.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "addresses",
		Title: lesson.Text{EN: "Addresses and ports", ZH: "地址与端口"},
		About: lesson.Text{
			EN: "Which address does each of three sockets have, who chose its port, and may another have the same?",
			ZH: "三个套接字各有什么地址？端口是谁选的？别人还能用同一个端口吗？",
		},
		Answer: "谢谢你!",
		Seeds: []string{
			"S23", "S24", "S48", "S49", "S69", "S87", "S88", "S89", "S90", "S94", "S107", "S119",
		},
		Addr:  socket.Inet("localhost", 8086),
		Type:  socket.SOCK_STREAM,
		Roles: []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "host", Default: "given", Choices: []string{"given", "localhost", "all", "::1"},
			About: lesson.Text{EN: "the host that the server binds; given is that of the run", ZH: "服务器 bind 的主机；given 是这次运行的"},
		}, {
			Name: "port", Default: "given", Choices: []string{"given", "0", "80", "65536"},
			About: lesson.Text{EN: "the port that the server binds; given is that of the run", ZH: "服务器 bind 的端口；given 是这次运行的"},
		}},
		Serve: serve, Source: source,
	}
}
