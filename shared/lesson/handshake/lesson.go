// Package handshake is the lesson of how a connection opens and closes: what
// each call has TCP send, and the state that it leaves the socket in.
package handshake

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed handshake.go handshake.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "handshake",
		Title: lesson.Text{EN: "Open and close", ZH: "握手与挥手"},
		About: lesson.Text{
			EN: "The calls against the segments, SYN to the last ACK: which call sends what, and who ends in TIME-WAIT?",
			ZH: "对照每个调用与它引起的报文段，从 SYN 到最后一个 ACK：哪个调用发什么，谁留在 TIME-WAIT？",
		},
		Answer: "谢谢你!",
		Seeds:  []string{"S21", "S65", "S106"},
		Addr:   socket.Inet("localhost", 9092),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{{
			Name: "closes", Default: "client", Choices: []string{"client", "server"},
			About: lesson.Text{EN: "who closes first", ZH: "谁先关闭"},
		}},
		Serve: serve, Source: source,
	}
}
