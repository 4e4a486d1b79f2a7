// Package eof is the lesson of how a connection ends for who still reads: with
// length 0, or with a reset.
package eof

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed eof.go eof.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "eof",
		Title: lesson.Text{EN: "End or reset", ZH: "结束还是复位"},
		About: lesson.Text{
			EN: "One side closes while the other waits in recv: does that get length 0, or an error?",
			ZH: "一方关闭时，另一方正在等 recv：它得到长度 0，还是错误？",
		},
		Answer: "谢谢你!",
		Seeds:  []string{"S75", "S92", "S115"},
		Addr:   socket.Inet("localhost", 8081),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "first", Default: "client", Choices: []string{"client", "server"},
			About: lesson.Text{EN: "who closes first", ZH: "谁先关闭"},
		}, {
			Name: "read", Default: "all", Choices: []string{"all", "part"},
			About: lesson.Text{EN: "what it has read of what was sent to it", ZH: "关闭之前，它读了多少收到的数据"},
		}},
		Serve: serve, Source: source,
	}
}
