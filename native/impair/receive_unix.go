//go:build unix

package impair

import (
	"net"
	"sync"
	"syscall"
)

// buffers are for datagrams. A client that waits has none, so that ten thousand
// of them need little memory.
var buffers = sync.Pool{New: func() any { return new([1 << 16]byte) }}

// receive calls f with each datagram that comes to a socket, until it is closed.
func receive(c *net.UDPConn, f func(data []byte)) {
	raw, err := c.SyscallConn()
	if err != nil {
		return
	}
	failed := false
	for err == nil && !failed {
		err = raw.Read(func(fd uintptr) bool {
			buf := buffers.Get().(*[1 << 16]byte)
			defer buffers.Put(buf)
			for {
				n, err := syscall.Read(int(fd), buf[:])
				switch {
				case err == syscall.EINTR, err != nil && refused(err):
					continue
				case err == syscall.EAGAIN:
					return false
				case err != nil:
					failed = true
					return true
				}
				f(buf[:n])
			}
		})
	}
}
