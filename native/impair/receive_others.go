//go:build !unix

package impair

import (
	"errors"
	"net"

	"github.com/socketlab/socketlab/shared/link"
)

// receive makes packets of the datagrams that come to a socket, and sends them,
// until it is closed.
func receive(s socket, packet func(data []byte) link.Packet, send func(...link.Packet)) {
	buf := make([]byte, 1<<16)
	for {
		n, err := s.Read(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			send(packet(buf[:n]))
		}
	}
}
