package impair

import (
	"net"
	"net/netip"

	"golang.org/x/net/ipv4"
)

// A socket is one for recvmmsg(2) and sendmmsg(2), of any family.
type socket struct {
	*net.UDPConn
	batches *ipv4.PacketConn
}

func newSocket(c *net.UDPConn) socket { return socket{c, ipv4.NewPacketConn(c)} }

// A reader has room for a batch of datagrams.
type reader struct{ messages []ipv4.Message }

func newReader() *reader {
	r := &reader{make([]ipv4.Message, batch)}
	for i := range r.messages {
		r.messages[i].Buffers = [][]byte{make([]byte, 1<<16)}
	}
	return r
}

// read waits for datagrams, and returns how many have come.
func (r *reader) read(s socket) (int, error) { return s.batches.ReadBatch(r.messages, 0) }

// datagram returns one that has come. The next read overwrites it.
func (r *reader) datagram(i int) (data []byte, from netip.AddrPort) {
	m := &r.messages[i]
	return m.Buffers[0][:m.N], m.Addr.(*net.UDPAddr).AddrPort()
}

// A writer writes batches of datagrams.
type writer struct {
	messages [batch]ipv4.Message
	data     [batch][1][]byte
}

// write returns how many of the datagrams, all for one socket, were written before
// an error; the error is the first one's.
func (w *writer) write(out []outgoing) (int, error) {
	socket := out[0].client.socket
	for i, o := range out {
		w.data[i][0] = o.data
		w.messages[i] = ipv4.Message{Buffers: w.data[i][:]}
		if o.down {
			socket, w.messages[i].Addr = o.client.proxy.socket, o.client.to
		}
	}
	return socket.batches.WriteBatch(w.messages[:len(out)], 0)
}
