//go:build !unix

package impair

import (
	"errors"
	"net"
)

// receive calls f with each datagram that comes to a socket, until it is closed.
func receive(c *net.UDPConn, f func(data []byte)) {
	buf := make([]byte, 1<<16)
	for {
		n, err := c.Read(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			f(buf[:n])
		}
	}
}
