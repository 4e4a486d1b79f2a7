// Package encoding is the lesson of bytes and text: sockets carry bytes, and a
// buffer can end in the middle of a character.
package encoding

import (
	"embed"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

//go:embed encoding.go encoding.py
var source embed.FS

// New returns the lesson.
func New() *lesson.Lesson {
	return &lesson.Lesson{
		Name:  "encoding",
		Title: lesson.Text{EN: "Bytes and text", ZH: "字节与文本"},
		About: lesson.Text{
			EN: "A socket carries bytes: what does a buffer of 5 make of Chinese characters of 3 bytes each?",
			ZH: "套接字传的是字节：每个汉字 3 字节，缓冲区只有 5 字节会怎样？",
		},
		Answer: "问题处理中...",
		Seeds:  []string{"S12", "S13"},
		Addr:   socket.Inet("0.0.0.0", 9091),
		Type:   socket.SOCK_STREAM,
		Roles:  []lesson.Role{{Name: "server", Run: server}, {Name: "client", Run: client}},
		Knobs: []lesson.Knob{lesson.BufSize(1024), {
			Name: "codec", Default: "utf-8", Choices: []string{"utf-8", "ascii"},
			About: lesson.Text{EN: "how the client decodes", ZH: "客户端的解码方式"},
		}},
		Serve: serve, Source: source,
	}
}
