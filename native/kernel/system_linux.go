package kernel

import (
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/sys/unix"
)

func newDescriptor(family, typ, proto int) (int, error) {
	return unix.Socket(family, typ|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, proto)
}

func acceptDescriptor(fd int) (int, unix.Sockaddr, error) {
	return unix.Accept4(fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
}

// What the two systems name differently.
const (
	keepIdle = unix.TCP_KEEPIDLE
	linger   = unix.SO_LINGER
)

// truncFlag is the flag that asks for a datagram's real length.
const truncFlag = unix.MSG_TRUNC

// states names the values of tcpi_state (Linux's tcp_states.h) as RFC 9293 does.
var states = [...]string{
	1: "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT",
	"CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING", "SYN-RECEIVED",
}

func tcpInfo(fd int) (*socket.TCPInfo, error) {
	in, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return nil, err
	}
	return infoOf(in), nil
}

func infoOf(in *unix.TCPInfo) *socket.TCPInfo {
	µs := func(n uint32) time.Duration { return time.Duration(n) * time.Microsecond }
	return &socket.TCPInfo{
		State: stateName(in.State), RTT: µs(in.Rtt), RTTVar: µs(in.Rttvar), RTO: µs(in.Rto),
		SndMSS: int(in.Snd_mss), RcvMSS: int(in.Rcv_mss),
		SndCwnd: int(in.Snd_cwnd), SndSsthresh: int(in.Snd_ssthresh),
		Unacked: int(in.Unacked), Lost: int(in.Lost),
		Retransmits: int(in.Retransmits), TotalRetran: int(in.Total_retrans),
		RcvSpace: int(in.Rcv_space),
	}
}
