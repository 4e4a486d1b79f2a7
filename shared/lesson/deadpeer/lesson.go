// Package deadpeer is the lesson of a peer that says nothing any more: frozen or
// vanished, and what tells: keepalive, or a timeout of one's own.
package deadpeer

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed deadpeer.go deadpeer.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "deadpeer",
		Title: lesson.Text{EN: "A dead peer", ZH: "消失的对端"},
		About: lesson.Text{
			EN: "The client freezes, or its network is gone: does keepalive notice, or only a timeout of one's own?",
			ZH: "客户端卡死了，或者网络断了：keepalive 能发现吗，还是只能靠自己的超时？",
		},
		Answer: "OK",
		Seeds:  []string{"S16", "S82"},
		Addr:   socket.Inet("127.0.0.1", 8002),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{
			{
				Name: "freeze", Default: "600ms",
				About: lesson.Text{EN: "how long the client does nothing", ZH: "客户端卡住多久"},
			}, {
				Name: "timeout", Default: "300ms",
				About: lesson.Text{EN: "how long the server's recv waits", ZH: "服务器的 recv 最多等多久"},
			}, {
				Name: "keepalive", Default: "0", Max: 7200,
				About: lesson.Text{
					EN: "seconds of silence before the server's system probes, 3 times, each second; 0 is off",
					ZH: "沉默几秒后服务器的系统开始探测，每秒一次，共 3 次；0 表示关闭",
				},
			},
		},
		Serve: serve, Source: source,
	}
}
