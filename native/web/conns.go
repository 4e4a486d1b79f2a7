package web

import (
	"net"
	"net/http"
	"sync/atomic"
)

// conns bounds how many connections wait for requests or are in one, whatever
// their clients are up to. One more is closed at once: if it were let in, the
// descriptors could run out, which the sessions' sockets need. A session's
// connection does not count: the sessions have their own bound.
type conns struct {
	most int64
	open atomic.Int64
}

// changed is the HTTP server's ConnState.
func (c *conns) changed(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if c.open.Add(1) > c.most {
			conn.Close() // the server notices, and StateClosed follows
		}
	case http.StateHijacked, http.StateClosed:
		c.open.Add(-1)
	}
}
