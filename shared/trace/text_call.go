package trace

import (
	"strconv"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// dataColumns is how wide the bytes of a call may be shown.
const dataColumns = 60

// tuple returns an address as Python prints it.
func tuple(addr string) string {
	a, err := socket.ParseAddr(addr)
	if err != nil { // a relative path, or unnamed
		return "'" + printable(addr) + "'"
	}
	return printable(a.Tuple()) // a path is the peer's to choose
}

// callText returns an enter event as a call is written: bind(('127.0.0.1', 80)).
// data is what is sent.
func callText(e *Event, data string, addr func(string) string) string {
	var parts []string
	if data != "" {
		parts = append(parts, data)
	}
	for _, a := range e.Args {
		switch {
		case a.Name == "addr":
			parts = append(parts, addr(a.Value))
		case a.Name == "proto" && a.Value == "0": // nobody writes it
		default:
			parts = append(parts, printable(a.Value))
		}
	}
	return printable(e.Call) + "(" + strings.Join(parts, ", ") + ")"
}

// sentText returns what a call sends, or "" for other calls.
func sentText(e *Event) string {
	if e.Call != "send" && e.Call != "sendto" {
		return ""
	}
	data, whole := quote(e.Bytes, e.Len, dataColumns)
	if !whole {
		data += " " + count(e.Len)
	}
	return data
}

// resultText returns a return event's result, without its error: what follows
// the arrow.
func resultText(e *Event, addr func(string) string) string {
	switch e.Call {
	case "recv", "recvfrom":
		return received(e, addr)
	case "accept":
		return e.Result + " from " + addr(e.Peer)
	case "getsockname", "getpeername":
		return addr(e.Result)
	}
	if e.Result == "" {
		return "ok"
	}
	return e.Result
}

func received(e *Event, addr func(string) string) string {
	if e.End {
		return `"" end of stream`
	}
	data, _ := quote(e.Bytes, e.Len, dataColumns)
	return data + " " + count(e.Len) + about(e, addr)
}

// about returns what else a receive tells: that the datagram was cut, and its
// sender.
func about(e *Event, addr func(string) string) string {
	var data string
	if strings.Contains(e.Got, "MSG_TRUNC") {
		data += ", cut" // the datagram was longer than the buffer
		if e.Result != strconv.Itoa(e.Len) {
			data += " from " + e.Result
		}
	}
	if e.Peer != "" {
		data += " from " + addr(e.Peer)
	}
	return data
}

// errorText returns "ECONNREFUSED connection refused".
func errorText(e *Event) string { return printable(strings.TrimSpace(e.Errno + " " + e.Err)) }

func failed(e *Event) bool { return e.Errno != "" || e.Err != "" }

func count(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return strconv.Itoa(n) + " bytes"
}

// seconds returns a duration as people say it: "250 ms", "1.2 s".
func seconds(d time.Duration) string {
	if d < time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
}
