// Package selectiverepeat is the lesson of a window with single acks: only what was
// lost is sent again, and the receiver keeps what came early.
package selectiverepeat

import (
	"embed"
	"fmt"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
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
		Knobs: []lesson.Knob{{
			Name: "window", Default: "8", Min: 1, Max: 1000,
			About: lesson.Text{EN: "how many packets may be on their way", ZH: "最多多少个分组同时在路上"},
		}, {
			Name: "count", Default: "20", Min: 1, Max: 10000,
			About: lesson.Text{EN: "packets to send if no text is typed", ZH: "没有输入文字时发送多少个分组"},
		}, {
			Name: "size", Default: "1000", Min: 8, Max: 1400,
			About: lesson.Text{EN: "bytes of a packet", ZH: "每个分组多少字节"},
		}, {
			Name: "timeout", Default: "1000", Min: 1, Max: 60000,
			About: lesson.Text{EN: "milliseconds until a packet is sent again", ZH: "多少毫秒后重传"},
		}, {
			Name: "tries", Default: "10", Min: 1, Max: 100,
			About: lesson.Text{EN: "how often a packet is sent before the client gives up", ZH: "一个分组最多发送多少次"},
		}, {
			Name: "loss", Default: "0", Min: 0, Max: 90,
			About: lesson.Text{EN: "percent lost each way that the theory reckons with", ZH: "理论计算中每个方向的丢包百分比"},
		}},
		Serve: serve, Source: source,
		Script: []string{""},
	}
}

// bufsize is more than any packet has.
const bufsize = 2048

// config returns what the knobs say.
func config(h *lesson.Host) rdt.Config {
	return rdt.Config{
		Payload: h.Int("size"), Tries: h.Int("tries"), Window: h.Int("window"),
		Timeout: time.Duration(h.Int("timeout")) * time.Millisecond,
	}
}

// input returns the line that is typed, or the packets' numbers.
func input(h *lesson.Host) []byte {
	line, err := h.Input("text to send, or an empty line:\n")
	if err == nil && line != "" {
		return []byte(line)
	}
	var text []byte
	for i := range h.Int("count") {
		text = fmt.Appendf(text, "%-*d", h.Int("size"), i+1)
	}
	return text
}

// theory returns what a sender should have seen.
func theory(h *lesson.Host, seen rdt.Stats) rdt.Theory {
	return rdt.Theory{
		Packets: seen.Packets, Window: h.Int("window"), RTT: seen.RTT,
		Timeout: config(h).Timeout, Loss: float64(h.Int("loss")) / 100,
	}
}
