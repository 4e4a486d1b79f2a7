//go:build linux || darwin

package kernel

import (
	"net/netip"

	"github.com/socketlab/socketlab/shared/socket"
)

// A Connection is one end of a TCP connection of this machine, or a listener, as
// the kernel sees it.
type Connection struct {
	Local, Peer netip.AddrPort // of a listener, Peer is unspecified

	// Bytes that were sent and not acknowledged, or not sent yet, and bytes that
	// wait for recv (SIOCOUTQ and SIOCINQ in tcp(7)). Of a listener: the
	// backlog, and how many connections wait for accept.
	SendQueue, RecvQueue int

	Info socket.TCPInfo // in TIME-WAIT only its State
}
