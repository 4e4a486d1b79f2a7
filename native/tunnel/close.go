package tunnel

import (
	"io"
	"net"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

const (
	// closeFrameTimeout is how long Close may take when the peer takes no bytes.
	closeFrameTimeout = 200 * time.Millisecond

	// closeTimeout is how long the peer has to close its side. Closing at once,
	// with bytes not yet read, would reset the connection and lose the reason.
	closeTimeout = time.Second

	maxReason = 123 // bytes; a control frame has 125
)

// Close ends the connection with code 1000. Read and Write that wait fail with
// net.ErrClosed. A peer that takes no bytes delays it by 0.2 s at most.
func (c *Conn) Close() error {
	return c.CloseWith(websocket.CloseNormalClosure, "")
}

// CloseWith is Close with a code of RFC 6455, section 7.4, and a reason, of
// which the peer gets the first 123 bytes. The first close counts.
func (c *Conn) CloseWith(code int, reason string) error {
	c.end(net.ErrClosed, code, reason)
	return nil
}

// Err is why the connection has ended, as Read returns it; nil while it has not.
func (c *Conn) Err() error {
	if cause := c.cause.Load(); cause != nil {
		return *cause
	}
	return nil
}

// RemoteAddr is the peer's address.
func (c *Conn) RemoteAddr() net.Addr { return c.ws.RemoteAddr() }

// end records the first reason to end, and closes the connection: with a close
// frame unless the code is 0.
func (c *Conn) end(cause error, code int, reason string) {
	if !c.cause.CompareAndSwap(nil, &cause) {
		return
	}
	c.alive.stop()
	if code != 0 {
		frame := websocket.FormatCloseMessage(code, short(reason))
		if c.ws.WriteControl(websocket.CloseMessage, frame, time.Now().Add(closeFrameTimeout)) == nil {
			go c.awaitClose()
			return
		}
	}
	c.ws.NetConn().Close()
}

// awaitClose waits until the peer has closed too, and wakes Read meanwhile.
func (c *Conn) awaitClose() {
	conn := c.ws.NetConn()
	defer conn.Close()
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	conn.SetReadDeadline(time.Unix(1, 0))
	c.reading.Lock() // nobody reads any more
	defer c.reading.Unlock()
	conn.SetReadDeadline(time.Now().Add(closeTimeout))
	io.Copy(io.Discard, conn)
}

// short returns as much of a reason as a close frame can have.
func short(reason string) string {
	reason = strings.ToValidUTF8(reason, "?")
	if len(reason) <= maxReason {
		return reason
	}
	end := maxReason
	for !utf8.RuneStart(reason[end]) {
		end--
	}
	return reason[:end]
}
