// Package capture hears the TCP segments on this machine's loopback interface, as
// tcpdump does: see packet(7). It needs CAP_NET_RAW, and Linux.
package capture

import (
	"errors"
	"time"
)

// A Packet is an IP packet that passed the loopback interface.
type Packet struct {
	Time time.Time // when the kernel saw it
	Sent bool      // it came out of the sender; otherwise it reached the receiver
	Data []byte    // from the IP header on
}

// ErrSystem says that this system has no packet sockets.
var ErrSystem = errors.New("segments can be captured on Linux alone")
