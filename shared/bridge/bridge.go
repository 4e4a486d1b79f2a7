// Package bridge carries socket calls over one connection: New is a
// socket.Stack whose sockets live on the far side, where Serve performs the
// calls on another Stack. So a program without sockets, such as one in a web
// page, has another machine's, with its addresses, options and errors.
//
// The connection is any reliable stream of bytes, such as a WebSocket; it is
// multiplexed by hashicorp/yamux. spec.md describes the wire format.
package bridge

import (
	"io"
	"time"

	"github.com/hashicorp/yamux"
)

// streamClose is how long yamux keeps a stream that only one side has ended.
const streamClose = 5 * time.Second

// config is both sides' configuration of yamux. Neither side gives up a silent
// connection: a browser may put a tab to sleep for minutes. Who serves knows
// when its transport is dead, and closes it.
func config() *yamux.Config {
	c := yamux.DefaultConfig()
	c.EnableKeepAlive = false
	c.ConnectionWriteTimeout = 2 * time.Minute
	c.StreamOpenTimeout = 0
	c.StreamCloseTimeout = streamClose
	c.MaxStreamWindowSize = 1 << 20
	c.LogOutput = io.Discard // errors are returned where they matter
	return c
}
