// Package selectiverepeat is the lesson of a window with single acks: only what was
// lost is sent again, and the receiver keeps what came early.
package selectiverepeat

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/arq"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed selectiverepeat.go selectiverepeat.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "selectiverepeat",
		Title: lesson.Text{EN: "Selective repeat", ZH: "选择重传"},
		About: lesson.Text{
			EN: "A window, and an ack and a timer for each datagram: only what was lost is sent again.",
			ZH: "一个窗口，每个数据报各有确认和定时器：只重传丢失的。",
		},
		Answer: "ack",
		Seeds:  []string{"S63"},
		Addr:   socket.Inet("localhost", 12349),
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
