// Package nagle is the lesson of small writes: Nagle's algorithm (RFC 896), the
// delayed acknowledgement that it waits for, and TCP_NODELAY.
package nagle

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed nagle.go nagle.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "nagle",
		Title: lesson.Text{EN: "Small writes", ZH: "小块写入"},
		About: lesson.Text{
			EN: "A request in two small writes waits longer than in one: what for, and what does TCP_NODELAY change?",
			ZH: "分两次小写入的请求比一次写完等得更久：在等什么，TCP_NODELAY 改变了什么？",
		},
		Answer: "OK",
		Seeds:  []string{"S50"},
		Addr:   socket.Inet("localhost", 9096),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{
			{
				Name: "nodelay", Default: "off", Choices: []string{"off", "on"},
				About: lesson.Text{EN: "TCP_NODELAY at the client", ZH: "客户端是否设 TCP_NODELAY"},
			}, {
				Name: "writes", Default: "2", Min: 1, Max: 100,
				About: lesson.Text{EN: "sends of one byte that make a request", ZH: "一个请求分几次 send，每次一个字节"},
			}, {
				Name: "count", Default: "5", Min: 1, Max: 1000,
				About: lesson.Text{EN: "requests, one after the other", ZH: "依次发多少个请求"},
			},
		},
		Serve: serve, Source: source,
	}
}
