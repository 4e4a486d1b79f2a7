// Package halfclose is the lesson of the two directions of a connection, each of
// which ends on its own: shutdown, and the reply that still comes.
package halfclose

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed halfclose.go halfclose.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "halfclose",
		Title: lesson.Text{EN: "Half-close", ZH: "半关闭"},
		About: lesson.Text{
			EN: "A client has said all, and waits for the answer: what does shutdown end that close ends twice?",
			ZH: "客户端说完了，还在等回复：shutdown 和 close 各结束了什么？",
		},
		Answer: "你好，客户端！你发送了：… 字节",
		Seeds:  []string{"S47", "S65"},
		Addr:   socket.Inet("localhost", 9093),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{lesson.BufSize(1024), {
			Name: "end", Default: "shutdown", Choices: []string{"shutdown", "close"},
			About: lesson.Text{EN: "how the client says that it has sent all", ZH: "客户端怎样表示已经发完"},
		}},
		Serve: serve, Source: source,
		Script: []string{"你好", "hello", "exit"},
	}
}
