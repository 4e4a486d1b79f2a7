package tunnel

import (
	"fmt"
	"net/http"

	"github.com/gorilla/websocket"
)

// Accept makes the request a WebSocket. The caller has checked who asks: the
// Origin, the Host, a token. When it fails it has answered the request. The
// caller closes the Conn; the server's own timeouts no longer hold for it.
//
// A handler that returns lets the server free what it keeps for a request, so
// one with many idle connections serves each in a goroutine of its own.
func Accept(w http.ResponseWriter, r *http.Request) (*Conn, error) {
	up := websocket.Upgrader{
		ReadBufferSize: bufferSize, WriteBufferSize: bufferSize, WriteBufferPool: &writeBuffers,
		CheckOrigin: func(*http.Request) bool { return true },
	}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return nil, fmt.Errorf("tunnel: accept from %s: %w", r.RemoteAddr, err)
	}
	c := newConn(ws)
	c.keepAlive()
	return c, nil
}
