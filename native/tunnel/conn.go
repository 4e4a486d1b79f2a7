// Package tunnel is a WebSocket (RFC 6455) as a stream of bytes, on
// gorilla/websocket. Accept makes one of an HTTP request, Dial of a URL.
//
// Each Write is one binary message; Read streams over successive messages. The
// accepting side pings, and ends a connection whose peer has vanished. Nothing
// is compressed: on loopback that only costs.
//
// An idle Conn costs about 70 KB: a read buffer, which it keeps, of 64 KiB. Write
// buffers are shared by all.
package tunnel

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	bufferSize = 64 << 10 // bytes; smaller ones cost a system call for every part of a message

	// stall is how long a Write of 256 KiB may take, and a longer one in
	// proportion: a peer that takes its bytes slower than 2 KB/s is gone.
	stall = 2 * time.Minute
)

// writeBuffers lends its memory for as long as a message takes to write.
var writeBuffers sync.Pool

// A Conn is an open WebSocket. Its methods may be used by several goroutines
// at once.
type Conn struct {
	ws *websocket.Conn

	reading sync.Mutex
	message io.Reader // the message that Read is in; nil between messages
	alive   keepalive

	writing sync.Mutex
	pong    pong

	cause atomic.Pointer[error] // why the connection has ended; nil while it has not
}

var _ io.ReadWriteCloser = (*Conn)(nil)

func newConn(ws *websocket.Conn) *Conn {
	c := &Conn{ws: ws}
	c.alive.pause()
	ws.SetPingHandler(c.answer)
	ws.SetPongHandler(func(string) error { c.alive.reset(); return nil })
	ws.SetCloseHandler(func(int, string) error { return nil }) // end answers, in Read
	return c
}

// A CloseError is why the peer closed the connection. Code is of RFC 6455,
// section 7.4.1; 1006 is a connection that was lost.
type CloseError struct {
	Code   int
	Reason string
}

func (e *CloseError) Error() string {
	switch {
	case e.Code == websocket.CloseAbnormalClosure:
		return "tunnel: the connection was lost: " + e.Reason + " (code 1006)"
	case e.Reason == "":
		return fmt.Sprintf("tunnel: the peer closed the connection (code %d)", e.Code)
	}
	return fmt.Sprintf("tunnel: the peer closed the connection: %s (code %d)", e.Reason, e.Code)
}

// Read waits for bytes. Its error, for good, is io.EOF when the peer closed
// regularly (code 1000, or none), net.ErrClosed after Close, else a *CloseError
// or what this side found wrong.
func (c *Conn) Read(b []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	for {
		if cause := c.Err(); cause != nil {
			return 0, cause
		}
		if len(b) == 0 {
			return 0, nil
		}
		c.alive.reset()
		n, err := c.read(b)
		c.alive.pause()
		if err != nil {
			c.lost(err)
		}
		if n > 0 {
			return n, nil
		}
	}
}

var errText = errors.New("tunnel: the peer sent a text message: it speaks another protocol; a bridge's messages are binary")

// read reads from the message that it is in, or else begins the next. It may
// return nothing: at the end of a message.
func (c *Conn) read(b []byte) (int, error) {
	if c.message == nil {
		kind, r, err := c.ws.NextReader()
		if err != nil {
			return 0, err
		}
		if kind != websocket.BinaryMessage {
			return 0, errText
		}
		c.message = r
	}
	n, err := c.message.Read(b)
	if err == io.EOF {
		c.message, err = nil, nil
	}
	return n, err
}

// lost ends the connection for what a read failed with.
func (c *Conn) lost(err error) {
	var closed *websocket.CloseError
	switch {
	case err == errText:
		c.end(err, websocket.CloseUnsupportedData, "binary messages only")
	case !errors.As(err, &closed):
		c.end(&CloseError{websocket.CloseAbnormalClosure, err.Error()}, 0, "")
	case closed.Code == websocket.CloseAbnormalClosure: // an end without a close frame
		c.end(&CloseError{closed.Code, "the peer is gone"}, 0, "")
	case closed.Code == websocket.CloseNormalClosure || closed.Code == websocket.CloseNoStatusReceived:
		c.end(io.EOF, websocket.CloseNormalClosure, "")
	default:
		c.end(&CloseError{closed.Code, closed.Text}, websocket.CloseNormalClosure, "")
	}
}

// Write sends b as one message. It waits while the peer takes nothing, for two
// minutes at most; then, as after any failure, the connection is at its end.
func (c *Conn) Write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, c.Err()
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	if cause := c.Err(); cause != nil {
		return 0, cause
	}
	limit := stall * time.Duration(1+len(b)>>18)
	c.ws.SetWriteDeadline(time.Now().Add(limit))
	if err := c.ws.WriteMessage(websocket.BinaryMessage, b); err != nil {
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			err = fmt.Errorf("it took no bytes for %v", limit)
		}
		c.end(&CloseError{websocket.CloseAbnormalClosure, err.Error()}, 0, "")
		return 0, c.Err()
	}
	return len(b), nil
}
