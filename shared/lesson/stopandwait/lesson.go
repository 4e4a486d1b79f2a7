// Package stopandwait is the lesson of the simplest reliable transfer: one
// datagram at a time, acknowledged, and sent again when no ack comes.
package stopandwait

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/arq"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed stopandwait.go stopandwait.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "stopandwait",
		Title: lesson.Text{EN: "Stop-and-wait", ZH: "停等协议"},
		About: lesson.Text{
			EN: "One datagram at a time, until it is acknowledged: what if the ack is lost?",
			ZH: "一次一个数据报，确认了才发下一个：确认丢了会怎样？",
		},
		Answer: "ack",
		Seeds:  []string{"S63", "S64"},
		Addr:   socket.Inet("localhost", 12347),
		Type:   socket.SOCK_DGRAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: arq.Knobs(lesson.Knob{
			Name: "sequence", Default: "bit", Choices: []string{"bit", "none", "full"},
			About: lesson.Text{EN: "the sequence number: one bit, none, or 32 bits", ZH: "序号：1 位、没有、或 32 位"},
		}, 10),
		Serve: serve, Source: source, Packets: rdt.Classes(),
		Script: []string{""},
	}
}

// config returns what the knobs say.
func config(h *lesson.Host) rdt.Config {
	c := arq.Config(h)
	c.Numbers = map[string]uint32{"none": 1, "bit": 2, "full": 0}[h.Knob("sequence")]
	return c
}
