// Package buffers is the lesson of the two buffers between send and recv: what
// send returns for, and what it waits for once both are full.
package buffers

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed buffers.go buffers.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	const atMost = 16 << 10
	return &lesson.Lesson{
		Name:  "buffers",
		Title: lesson.Text{EN: "Two buffers", ZH: "两个缓冲区"},
		About: lesson.Text{
			EN: "The client does not receive for a while: how much can the server send, and when does it have to wait?",
			ZH: "客户端暂时不接收：服务器还能 send 多少，什么时候不得不等？",
		},
		Answer: "数据…",
		Seeds:  []string{"S20", "S51", "S83", "S84"},
		Addr:   socket.Inet("localhost", 9095),
		Type:   socket.SOCK_STREAM,
		// What the server prints while it sends does not count: how much of
		// it goes in one call differs. So its order is that of each socket.
		Roles: []lesson.Role{{Name: "server", Run: server, Concurrent: true}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{
			lesson.BufSize(4096),
			{
				Name: "pause", Default: "200ms",
				About: lesson.Text{EN: "how long the client receives nothing", ZH: "客户端多久不接收"},
			}, {
				Name: "rcvbuf", Default: "16", Max: atMost,
				About: lesson.Text{EN: "KiB for the client's SO_RCVBUF; 0 leaves it", ZH: "客户端的 SO_RCVBUF，单位 KiB；0 表示不设"},
			}, {
				Name: "sndbuf", Default: "16", Max: atMost,
				About: lesson.Text{EN: "KiB for the server's SO_SNDBUF; 0 leaves it", ZH: "服务器的 SO_SNDBUF，单位 KiB；0 表示不设"},
			}, {
				Name: "size", Default: "256", Min: 1, Max: atMost,
				About: lesson.Text{EN: "KiB that the server sends", ZH: "服务器发送多少 KiB"},
			},
		},
		Serve: serve, Source: source,
	}
}
