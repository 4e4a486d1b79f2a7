package socket

import "net/netip"

// A Connection is one end of a TCP connection, or a listener, as a system sees it.
type Connection struct {
	Local, Peer netip.AddrPort // of a listener, Peer's port is 0

	// Bytes that were sent and not acknowledged, or not sent yet, and bytes that
	// wait for recv (SIOCOUTQ and SIOCINQ in tcp(7)). Of a listener: its
	// backlog, and how many connections wait for accept.
	SendQueue, RecvQueue int

	Info TCPInfo // in TIME-WAIT it may be State alone
}
