// Package stopandwait is the lesson of the simplest reliable transfer: one
// datagram at a time, acknowledged, and sent again when no ack comes.
package stopandwait

import (
	"embed"
	"fmt"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
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
		Knobs: []lesson.Knob{{
			Name: "sequence", Default: "bit", Choices: []string{"bit", "none", "full"},
			About: lesson.Text{EN: "the sequence number: one bit, none, or 32 bits", ZH: "序号：1 位、没有、或 32 位"},
		}, {
			Name: "count", Default: "10", Min: 1, Max: 10000,
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
	numbers := map[string]uint32{"none": 1, "bit": 2, "full": 0}
	return rdt.Config{
		Payload: h.Int("size"), Tries: h.Int("tries"), Numbers: numbers[h.Knob("sequence")],
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
		Packets: seen.Packets, RTT: seen.RTT, Timeout: config(h).Timeout, Loss: float64(h.Int("loss")) / 100,
	}
}
