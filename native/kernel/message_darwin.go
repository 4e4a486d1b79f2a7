package kernel

import (
	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/sys/unix"
)

// A message is the memory of one recvmsg(2) or sendto(2); macOS has its own in
// the C library.
type message struct{}

// receive fills in c.N, c.Addr and c.Got.
func (m *message) receive(fd int, c *socket.Call, flags int, t socket.Type) error {
	return ignoringEINTR(func() error {
		if t == socket.SOCK_STREAM {
			n, _, err := unix.Recvfrom(fd, c.Buf, flags)
			c.N = max(n, 0)
			return err
		}
		n, _, got, from, err := unix.Recvmsg(fd, c.Buf, nil, flags)
		if err != nil {
			return err
		}
		c.N = n
		if got&unix.MSG_TRUNC != 0 {
			c.Got |= socket.MSG_TRUNC
		}
		if c.Op == socket.OpRecvFrom {
			c.Addr = fromSockaddr(from)
		}
		return nil
	})
}

// send queues b and returns how much of it was.
func (m *message) send(fd int, c *socket.Call, b []byte, flags int) (n int, err error) {
	err = ignoringEINTR(func() error {
		var to unix.Sockaddr
		if c.Op == socket.OpSendTo {
			if to, err = toSockaddr(c.Addr); err != nil {
				return err
			}
		}
		n, err = unix.SendmsgN(fd, b, nil, to, flags)
		return err
	})
	return n, err
}
