// Package gobackn is the lesson of a window with cumulative acks: one timer, and
// all that is on its way is sent again.
package gobackn

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/arq"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed gobackn.go gobackn.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "gobackn",
		Title: lesson.Text{EN: "Go-back-N", ZH: "后退 N 帧"},
		About: lesson.Text{
			EN: "A window of datagrams on their way, and one timer: what does one loss cost?",
			ZH: "一个窗口的数据报同时在路上，只有一个定时器：丢一个要付出什么代价？",
		},
		Answer: "ack",
		Seeds:  []string{"S63"},
		Addr:   socket.Inet("localhost", 12348),
		Type:   socket.SOCK_DGRAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs:  arq.Knobs(arq.Window(), 20),
		Serve:  serve, Source: source, Packets: rdt.Classes(),
		Script: []string{""},
	}
}

// config returns what the knobs say.
func config(h *lesson.Host) rdt.Config {
	c := arq.Config(h)
	c.Window = h.Int("window")
	return c
}
