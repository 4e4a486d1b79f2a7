package socket

import "time"

// Level is the protocol layer that an option belongs to.
type Level uint8

// The levels. IPPROTO_TCP, a protocol number, is accepted as SOL_TCP.
const (
	SOL_SOCKET Level = 1
	SOL_TCP    Level = IPPROTO_TCP
	SOL_IP     Level = 10
	SOL_IPV6   Level = 41
)

// Option is a socket option. Its numbers are this package's own.
type Option uint8

// The options. Values are integers: 0 or 1 where nothing else is said.
const (
	SO_REUSEADDR  Option = iota + 1 // bind over connections in TIME_WAIT
	SO_REUSEPORT                    // several sockets bound to one port
	SO_RCVBUF                       // bytes; Linux doubles what is set
	SO_SNDBUF                       // bytes; Linux doubles what is set
	SO_KEEPALIVE                    // probe a silent peer
	SO_LINGER                       // seconds that close waits to send; 0 resets; -1 is off, the default
	SO_ERROR                        // read only: the pending error's number on this system, 0 for none; reading clears it
	SO_TYPE                         // read only: a Type
	SO_BROADCAST                    // allow sending to a broadcast address
	TCP_NODELAY                     // send small segments at once: no Nagle (RFC 896)
	TCP_KEEPIDLE                    // seconds of silence before the first probe
	TCP_KEEPINTVL                   // seconds between probes
	TCP_KEEPCNT                     // probes before the connection is given up
	IPV6_V6ONLY                     // an AF_INET6 socket takes no IPv4
	IP_HDRINCL                      // SOCK_RAW: the sender builds the IP header
)

type optionInfo struct {
	name  string
	level Level
}

var options = map[Option]optionInfo{
	SO_REUSEADDR: {"SO_REUSEADDR", SOL_SOCKET}, SO_REUSEPORT: {"SO_REUSEPORT", SOL_SOCKET},
	SO_RCVBUF: {"SO_RCVBUF", SOL_SOCKET}, SO_SNDBUF: {"SO_SNDBUF", SOL_SOCKET},
	SO_KEEPALIVE: {"SO_KEEPALIVE", SOL_SOCKET}, SO_LINGER: {"SO_LINGER", SOL_SOCKET},
	SO_ERROR: {"SO_ERROR", SOL_SOCKET}, SO_TYPE: {"SO_TYPE", SOL_SOCKET},
	SO_BROADCAST: {"SO_BROADCAST", SOL_SOCKET}, TCP_NODELAY: {"TCP_NODELAY", SOL_TCP},
	TCP_KEEPIDLE: {"TCP_KEEPIDLE", SOL_TCP}, TCP_KEEPINTVL: {"TCP_KEEPINTVL", SOL_TCP},
	TCP_KEEPCNT: {"TCP_KEEPCNT", SOL_TCP}, IPV6_V6ONLY: {"IPV6_V6ONLY", SOL_IPV6},
	IP_HDRINCL: {"IP_HDRINCL", SOL_IP},
}

// String returns the option's BSD name.
func (o Option) String() string {
	if info, ok := options[o]; ok {
		return info.name
	}
	return nameOf(o, nil, "option")
}

// Level returns the level that the option belongs to, 0 for an unknown option.
func (o Option) Level() Level { return options[o].level }

var levelNames = [...]string{
	SOL_SOCKET: "SOL_SOCKET", SOL_TCP: "IPPROTO_TCP", SOL_IP: "IPPROTO_IP", SOL_IPV6: "IPPROTO_IPV6",
}

func (l Level) String() string { return nameOf(l, levelNames[:], "level") }

// TCPInfo is what a system tells of a TCP connection (TCP_INFO on Linux,
// TCP_CONNECTION_INFO on macOS). What a system does not tell is zero.
type TCPInfo struct {
	State       string        // by its RFC 9293 name: ESTABLISHED, CLOSE-WAIT
	RTT, RTTVar time.Duration // smoothed round trip and its variation (RFC 6298)
	RTO         time.Duration // retransmission timeout
	SndMSS      int           // bytes
	RcvMSS      int           // bytes
	SndCwnd     int           // congestion window, segments
	SndSsthresh int           // slow start threshold, segments
	Unacked     int           // segments in flight
	Lost        int           // segments held to be lost
	Retransmits int           // of the oldest segment in flight
	TotalRetran int           // segments retransmitted so far
	RcvSpace    int           // receive buffer space, bytes
}
