package kernel

import (
	"syscall"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/sys/unix"
)

func newDescriptor(family, typ, proto int) (int, error) {
	syscall.ForkLock.RLock() // so that no child inherits it before CloseOnExec
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(family, typ, proto)
	return nonblocking(fd, err)
}

func acceptDescriptor(fd int) (int, unix.Sockaddr, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	conn, from, err := unix.Accept(fd)
	conn, err = nonblocking(conn, err)
	return conn, from, err
}

func nonblocking(fd int, err error) (int, error) {
	if err != nil {
		return -1, err
	}
	unix.CloseOnExec(fd)
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// What the two systems name differently. SO_LINGER counts in ticks on macOS.
const (
	keepIdle = unix.TCP_KEEPALIVE
	linger   = unix.SO_LINGER_SEC
)

// truncFlag is 0: macOS reports a cut datagram, but not its real length.
const truncFlag = 0

// states names the values of tcpi_state (macOS's tcp_fsm.h) as RFC 9293 does.
var states = [...]string{
	"CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "CLOSE-WAIT",
	"FIN-WAIT-1", "CLOSING", "LAST-ACK", "FIN-WAIT-2", "TIME-WAIT",
}

func tcpInfo(fd int) (*socket.TCPInfo, error) {
	in, err := unix.GetsockoptTCPConnectionInfo(fd, unix.IPPROTO_TCP, unix.TCP_CONNECTION_INFO)
	if err != nil {
		return nil, err
	}
	ms := func(n uint32) time.Duration { return time.Duration(n) * time.Millisecond }
	return &socket.TCPInfo{
		State: stateName(in.State), RTT: ms(in.Srtt), RTTVar: ms(in.Rttvar), RTO: ms(in.Rto),
		SndMSS: int(in.Maxseg), RcvMSS: int(in.Maxseg),
		SndCwnd: int(in.Snd_cwnd) / max(1, int(in.Maxseg)), SndSsthresh: int(in.Snd_ssthresh) / max(1, int(in.Maxseg)),
		TotalRetran: int(in.Txretransmitpackets), RcvSpace: int(in.Rcv_wnd),
	}, nil
}
