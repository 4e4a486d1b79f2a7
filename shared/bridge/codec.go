package bridge

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"net"
	"os"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A request is a call as it is sent: with how much to receive instead of the
// memory for it.
type request struct {
	call socket.Call
	size int
}

// appendCall appends the body of a call.
func appendCall(b []byte, c *socket.Call) []byte {
	b = append(b, byte(c.Op), byte(c.Flags), byte(c.Option))
	b = binary.AppendVarint(b, int64(c.Value))
	b = binary.AppendVarint(b, int64(c.Timeout))
	b = appendAddr(b, c.Addr)
	switch c.Op {
	case socket.OpRecv, socket.OpRecvFrom:
		return binary.AppendVarint(b, int64(len(c.Buf)))
	case socket.OpSend, socket.OpSendTo:
		return append(binary.AppendVarint(b, 0), c.Buf...)
	}
	return binary.AppendVarint(b, 0)
}

// parseCall reads the body of a call. Data to send stays in b.
func parseCall(b []byte) (request, error) {
	d := decoder{b: b}
	r := request{call: socket.Call{
		Op: socket.Op(d.byte()), Flags: socket.Flags(d.byte()), Option: socket.Option(d.byte()),
		Value: d.int(), Timeout: time.Duration(d.varint()), Addr: d.addr(),
	}, size: d.int()}
	if r.size < 0 || r.size > maxPacket {
		d.bad = true
	}
	r.call.Buf = d.b
	return r, d.err()
}

// appendReply appends the body of a reply.
func appendReply(b []byte, c *socket.Call, token [8]byte, err error) []byte {
	b = appendError(b, err)
	b = binary.AppendVarint(b, int64(c.N))
	b = append(b, byte(c.Got))
	b = binary.AppendVarint(b, int64(c.Value))
	b = appendString(b, string(c.Pending))
	b = appendAddr(b, c.Addr)
	b = append(b, token[:]...)
	info := ""
	if c.Info != nil {
		text, _ := json.Marshal(c.Info) // numbers and a string cannot fail
		info = string(text)
	}
	b = appendString(b, info)
	if c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom {
		b = append(b, c.Buf[:min(c.N, len(c.Buf))]...)
	}
	return b
}

// parseReply reads the body of a reply into the results of c, and returns an
// accepted connection's token and the call's error.
func parseReply(b []byte, c *socket.Call) (token [8]byte, failed, broken error) {
	d := decoder{b: b}
	failed = d.error()
	c.N = d.int()
	c.Got = socket.Flags(d.byte())
	value := d.int()
	c.Pending = socket.Errno(d.string())
	addr := d.addr()
	copy(token[:], d.take(8))
	info := d.string()
	if d.err() != nil {
		return token, nil, d.err()
	}
	switch c.Op {
	case socket.OpGetSockOpt:
		c.Value = value
	case socket.OpAccept, socket.OpRecvFrom, socket.OpGetSockName, socket.OpGetPeerName:
		c.Addr = addr
	case socket.OpTCPInfo:
		c.Info = new(socket.TCPInfo)
		if failed == nil && json.Unmarshal([]byte(info), c.Info) != nil {
			return token, nil, errMalformed
		}
	}
	if c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom {
		copy(c.Buf, d.b)
	}
	return token, failed, nil
}

const (
	errorNone byte = iota
	errorErrno
	errorTimeout
	errorClosed
	errorOther
)

func appendError(b []byte, err error) []byte {
	var errno socket.Errno
	switch {
	case err == nil:
		return appendString(append(b, errorNone), "")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return appendString(append(b, errorTimeout), "")
	case errors.As(err, &errno):
		more := ""
		if error(errno) != err {
			more = err.Error()
		}
		return appendString(appendString(append(b, errorErrno), string(errno)), more)
	case errors.Is(err, net.ErrClosed):
		return appendString(append(b, errorClosed), "")
	}
	return appendString(append(b, errorOther), err.Error())
}

func appendAddr(b []byte, a socket.Addr) []byte {
	switch {
	case a.Path != "":
		return appendString(append(b, 1), a.Path)
	case a.IP.Is4():
		b = append(append(b, 4), a.IP.AsSlice()...)
	case a.IP.Is6():
		b = append(append(b, 6), a.IP.AsSlice()...)
	default:
		return append(b, 0)
	}
	return binary.BigEndian.AppendUint16(appendString(b, a.IP.Zone()), uint16(a.Port))
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendVarint(b, int64(len(s))), s...)
}
