package socket

import (
	"fmt"
	"strings"
)

// Family is an address family. Its numbers are this package's own, the same on
// every system; a Stack translates them.
type Family uint8

// The address families.
const (
	AF_INET  Family = iota + 1 // IPv4
	AF_INET6                   // IPv6
	AF_UNIX                    // processes of one host, by path
)

// Type is a socket type.
type Type uint8

// The socket types.
const (
	SOCK_STREAM    Type = iota + 1 // a byte stream; TCP in AF_INET and AF_INET6
	SOCK_DGRAM                     // datagrams; UDP in AF_INET and AF_INET6
	SOCK_RAW                       // IP packets; needs privileges
	SOCK_RDM                       // reliable datagrams; hardly any system has them
	SOCK_SEQPACKET                 // a connection that keeps record boundaries
)

// Protocol numbers that the tutorials' readers meet (RFC 791, RFC 8200).
const (
	IPPROTO_ICMP   = 1
	IPPROTO_TCP    = 6
	IPPROTO_UDP    = 17
	IPPROTO_ICMPV6 = 58
)

// Flags are the flags of send and recv.
type Flags uint8

// The flags. MSG_TRUNC is also a result: the datagram was longer than the buffer.
const (
	MSG_PEEK     Flags = 1 << iota // receive without consuming
	MSG_WAITALL                    // receive until the buffer is full
	MSG_DONTWAIT                   // this call does not wait: EAGAIN instead
	MSG_TRUNC                      // return a datagram's real length (Linux)
	MSG_OOB                        // urgent data (RFC 6093: do not use)
)

// How says which direction Shutdown ends.
type How int

// The directions of Shutdown, numbered as in POSIX.
const (
	SHUT_RD   How = iota // no more receiving
	SHUT_WR              // no more sending: TCP sends a FIN
	SHUT_RDWR            // neither
)

// SOMAXCONN asks Listen for a long accept queue: a system may allow less.
const SOMAXCONN = 4096

var (
	familyNames = [...]string{AF_INET: "AF_INET", AF_INET6: "AF_INET6", AF_UNIX: "AF_UNIX"}
	typeNames   = [...]string{
		SOCK_STREAM: "SOCK_STREAM", SOCK_DGRAM: "SOCK_DGRAM", SOCK_RAW: "SOCK_RAW",
		SOCK_RDM: "SOCK_RDM", SOCK_SEQPACKET: "SOCK_SEQPACKET",
	}
	howNames  = [...]string{"SHUT_RD", "SHUT_WR", "SHUT_RDWR"}
	flagNames = [...]string{"MSG_PEEK", "MSG_WAITALL", "MSG_DONTWAIT", "MSG_TRUNC", "MSG_OOB"}
)

func (f Family) String() string { return nameOf(f, familyNames[:], "AF_") }
func (t Type) String() string   { return nameOf(t, typeNames[:], "SOCK_") }
func (h How) String() string    { return nameOf(h, howNames[:], "SHUT_") }

// String returns "0" or names joined as in C: "MSG_PEEK|MSG_DONTWAIT".
func (f Flags) String() string {
	if f == 0 {
		return "0"
	}
	var names []string
	for i, name := range flagNames {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if rest := f &^ (1<<len(flagNames) - 1); rest != 0 {
		names = append(names, fmt.Sprintf("%#x", uint8(rest)))
	}
	return strings.Join(names, "|")
}

// nameOf returns v's name, or prefix and number where it has none.
func nameOf[T ~int | ~uint8](v T, names []string, prefix string) string {
	if i := int(v); i >= 0 && i < len(names) && names[i] != "" {
		return names[i]
	}
	return fmt.Sprintf("%s%d", prefix, v)
}
