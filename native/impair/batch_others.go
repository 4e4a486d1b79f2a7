//go:build !linux

package impair

import (
	"net"
	"net/netip"
)

// A socket has no calls for batches here.
type socket struct{ *net.UDPConn }

func newSocket(c *net.UDPConn) socket { return socket{c} }

// A reader has room for a datagram.
type reader struct {
	data [1 << 16]byte
	n    int
	from netip.AddrPort
}

func newReader() *reader { return new(reader) }

// read waits for a datagram, and returns 1.
func (r *reader) read(s socket) (n int, err error) {
	r.n, r.from, err = s.ReadFromUDPAddrPort(r.data[:])
	return 1, err
}

// datagram returns what has come. The next read overwrites it.
func (r *reader) datagram(int) (data []byte, from netip.AddrPort) { return r.data[:r.n], r.from }

// A writer writes one datagram at a time.
type writer struct{}

// write writes the first of the datagrams, and returns 1 or an error.
func (writer) write(out []outgoing) (n int, err error) {
	if c := out[0].client; out[0].down {
		_, err = c.proxy.socket.WriteToUDPAddrPort(out[0].data, c.addr)
	} else {
		_, err = c.socket.Write(out[0].data)
	}
	if err != nil {
		return 0, err
	}
	return 1, nil
}
