// Package lossy is the lesson of bad networks: which datagrams arrive, how
// often, and in which order.
package lossy

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed lossy.go lossy.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "lossy",
		Title: lesson.Text{EN: "A lossy network", ZH: "会丢包的网络"},
		About: lesson.Text{
			EN: "Numbered datagrams there and back: which are lost, doubled, corrupted or overtaken?",
			ZH: "编了号的数据报一去一回：哪些会丢失、重复、损坏或乱序？",
		},
		Answer: "pong …",
		Seeds:  []string{"S64", "S123"},
		Addr:   socket.Inet("localhost", 12346),
		Type:   socket.SOCK_DGRAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "count", Default: "20", Min: 1, Max: 200,
			About: lesson.Text{EN: "how many datagrams the client sends", ZH: "客户端发送多少个数据报"},
		}, {
			Name: "gap", Default: "0",
			About: lesson.Text{EN: "how long the client waits after each", ZH: "客户端每发一个之后等多久"},
		}, {
			Name: "timeout", Default: "2s",
			About: lesson.Text{EN: "how long the client waits for the next reply", ZH: "客户端等下一个回复最多等多久"},
		}},
		Serve: serve, Source: source,
	}
}
