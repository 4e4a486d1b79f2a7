// Package refused is the lesson of a client that finds nobody: refused, unknown
// or silent.
package refused

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed refused.go refused.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "refused",
		Title: lesson.Text{EN: "Nobody listens", ZH: "没有人监听"},
		About: lesson.Text{
			EN: "A client comes to the wrong port, to the wrong host or too early: what do connect and connect_ex say?",
			ZH: "端口错了、主机错了、来得太早：connect 和 connect_ex 各说什么？",
		},
		Answer: "谢谢你!",
		Seeds:  []string{"S39", "S40", "S66", "S68", "S69", "S70", "S80", "S110"},
		Addr:   socket.Inet("localhost", 8085),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "port", Default: "1", Min: 1, Max: 65535,
			About: lesson.Text{EN: "the port that the client tries first", ZH: "客户端先试的端口"},
		}, {
			Name: "host", Default: "server", Choices: []string{"server", "unknown", "silent"},
			About: lesson.Text{
				EN: "where it connects first: the server's host, a name that is none, or an address that nobody has",
				ZH: "先连哪台主机：服务器、不存在的名字，或没有人用的地址",
			},
		}, {
			Name: "timeout", Default: "1s",
			About: lesson.Text{EN: "how long that connect waits", ZH: "这次 connect 最多等多久"},
		}, {
			Name: "retries", Default: "0", Max: 1000,
			About: lesson.Text{EN: "how often the client tries again, for a server that is late", ZH: "服务器来晚了，客户端再试几次"},
		}, {
			Name: "every", Default: "500ms",
			About: lesson.Text{EN: "the pause before it tries again", ZH: "再试之前停多久"},
		}},
		Serve: serve, Source: source,
	}
}
