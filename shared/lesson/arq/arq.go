// Package arq is what the lessons of automatic repeat request (ARQ, RFC 3366)
// have in common: the knobs of a transfer, what is sent, and the theory beside
// what was seen.
package arq

import (
	"fmt"
	"strconv"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/rdt"
)

// BufSize is more bytes than any packet has.
const BufSize = 2048

// Window is the knob of how many packets may be on their way.
func Window() lesson.Knob {
	return lesson.Knob{
		Name: "window", Default: "8", Min: 1, Max: 1000,
		About: lesson.Text{EN: "how many packets may be on their way", ZH: "最多多少个分组同时在路上"},
	}
}

// Knobs returns those of every transfer, behind the lesson's own. Count is how
// many packets are sent if nobody says how many.
func Knobs(own lesson.Knob, count int) []lesson.Knob {
	return []lesson.Knob{own, {
		Name: "count", Default: strconv.Itoa(count), Min: 1, Max: 10000,
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
		Name: "loss", Default: "0", Min: 0, Max: 90, Fraction: true,
		About: lesson.Text{
			EN: "percent lost each way that the theory reckons with; 0: what is known of the network",
			ZH: "理论计算中每个方向的丢包百分比；0：用网络自身的丢包率",
		},
	}}
}

// Config returns what the knobs of Knobs say.
func Config(h *lesson.Host) rdt.Config {
	return rdt.Config{
		Payload: h.Int("size"), Tries: h.Int("tries"),
		Timeout: time.Duration(h.Int("timeout")) * time.Millisecond,
	}
}

// Input returns what is typed, or the packets' numbers if that is nothing.
func Input(h *lesson.Host) []byte {
	text := h.Text("text to send, or an empty line:\n")
	if len(text) > 0 {
		return text
	}
	for i := range h.Int("count") {
		text = fmt.Appendf(text, "%-*d", h.Int("size"), i+1)
	}
	return text
}
