package kernel

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"unsafe"

	"github.com/mdlayher/netlink"
	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/sys/unix"
)

// Connections returns the ends of TCP connections, and listeners, of this machine's
// that have a port, their own or their peer's: see sock_diag(7). It needs no
// privilege.
func Connections(port uint16) ([]socket.Connection, error) {
	c, err := netlink.Dial(unix.NETLINK_SOCK_DIAG, nil)
	if err != nil {
		return nil, fmt.Errorf("sock_diag: %w", err)
	}
	defer c.Close()
	var all []socket.Connection
	for _, family := range []byte{unix.AF_INET, unix.AF_INET6} {
		for _, end := range []int{sourcePort, destinationPort} {
			replies, err := c.Execute(netlink.Message{
				Header: netlink.Header{Type: sockDiagByFamily, Flags: netlink.Request | netlink.Dump},
				Data:   diagRequest(family, end, port),
			})
			if err != nil {
				return nil, fmt.Errorf("sock_diag: %w", err)
			}
			for _, reply := range replies {
				conn, err := diagReply(reply.Data)
				if err != nil {
					return nil, fmt.Errorf("sock_diag: %w", err)
				}
				if conn.Local.Port() == 0 {
					continue // it is no connection yet, or no more
				}
				if end == sourcePort || conn.Local.Port() != port { // both ends may have it
					all = append(all, conn)
				}
			}
		}
	}
	return all, nil
}

// Of <linux/sock_diag.h> and <linux/inet_diag.h>.
const (
	sockDiagByFamily = 20
	inetDiagInfo     = 2 // the attribute that is a struct tcp_info

	diagRequestSize = 56 // struct inet_diag_req_v2
	diagReplySize   = 72 // struct inet_diag_msg

	// Offsets in the request.
	sourcePort, destinationPort = 8, 10
)

// diagRequest asks for the sockets of a family that have a port at one end.
func diagRequest(family byte, end int, port uint16) []byte {
	b := make([]byte, diagRequestSize)
	b[0], b[1], b[2] = family, unix.IPPROTO_TCP, 1<<(inetDiagInfo-1)
	binary.NativeEndian.PutUint32(b[4:], 1<<32-1) // all states
	binary.BigEndian.PutUint16(b[end:], port)
	return b
}

// diagReply reads a struct inet_diag_msg and its attributes.
func diagReply(b []byte) (c socket.Connection, err error) {
	if len(b) < diagReplySize {
		return c, fmt.Errorf("a reply of %d bytes, where the kernel's have %d", len(b), diagReplySize)
	}
	family, state, id := b[0], b[1], b[4:52]
	c.Local = netip.AddrPortFrom(diagAddr(family, id[4:20]), binary.BigEndian.Uint16(id))
	c.Peer = netip.AddrPortFrom(diagAddr(family, id[20:36]), binary.BigEndian.Uint16(id[2:]))
	c.RecvQueue = int(binary.NativeEndian.Uint32(b[56:]))
	c.SendQueue = int(binary.NativeEndian.Uint32(b[60:]))
	attributes, err := netlink.NewAttributeDecoder(b[diagReplySize:])
	if err != nil {
		return c, err
	}
	for attributes.Next() {
		if attributes.Type() == inetDiagInfo {
			var in unix.TCPInfo // newer kernels have more, older ones less
			copy(unsafe.Slice((*byte)(unsafe.Pointer(&in)), unsafe.Sizeof(in)), attributes.Bytes())
			c.Info = *infoOf(&in)
		}
	}
	c.Info.State = stateName(state)
	return c, attributes.Err()
}

func diagAddr(family byte, b []byte) netip.Addr {
	if family == unix.AF_INET {
		return netip.AddrFrom4([4]byte(b))
	}
	return netip.AddrFrom16([16]byte(b)).Unmap()
}
