//go:build unix

package impair

import (
	"sync"
	"syscall"

	"github.com/socketlab/socketlab/shared/link"
)

// A room is for what is received. A client that waits has none, so that ten
// thousand of them need little memory.
type room struct {
	data    [1 << 16]byte
	packets []link.Packet
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// receive makes packets of the datagrams that come to a socket, and sends them in
// batches, until it is closed.
func receive(s socket, packet func(data []byte) link.Packet, send func(...link.Packet)) {
	raw, err := s.SyscallConn()
	if err != nil {
		return
	}
	failed := false
	for err == nil && !failed {
		err = raw.Read(func(fd uintptr) bool {
			r := rooms.Get().(*room)
			defer rooms.Put(r)
			for {
				n, err := syscall.Read(int(fd), r.data[:])
				if err == syscall.EINTR || err != nil && refused(err) {
					continue
				}
				if err == nil {
					r.packets = append(r.packets, packet(r.data[:n]))
				}
				if err == nil && len(r.packets) < batch {
					continue
				}
				if len(r.packets) > 0 {
					send(r.packets...)
					clear(r.packets)
					r.packets = r.packets[:0]
				}
				if err != nil {
					failed = err != syscall.EAGAIN
					return failed
				}
			}
		})
	}
}
