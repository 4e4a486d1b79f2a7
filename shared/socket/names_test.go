package socket_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/socket"
)

// TestNames: constants print as in C, and unknown numbers do not panic.
func TestNames(t *testing.T) {
	for _, tt := range []struct {
		value fmt.Stringer
		want  string
	}{
		{socket.AF_INET, "AF_INET"}, {socket.AF_INET6, "AF_INET6"}, {socket.AF_UNIX, "AF_UNIX"},
		{socket.Family(0), "AF_0"}, {socket.Family(200), "AF_200"},
		{socket.SOCK_STREAM, "SOCK_STREAM"}, {socket.SOCK_DGRAM, "SOCK_DGRAM"}, {socket.SOCK_RAW, "SOCK_RAW"},
		{socket.SOCK_RDM, "SOCK_RDM"}, {socket.SOCK_SEQPACKET, "SOCK_SEQPACKET"}, {socket.Type(77), "SOCK_77"},
		{socket.SHUT_RD, "SHUT_RD"}, {socket.SHUT_WR, "SHUT_WR"}, {socket.SHUT_RDWR, "SHUT_RDWR"},
		{socket.How(-1), "SHUT_-1"}, {socket.How(3), "SHUT_3"},
		{socket.Flags(0), "0"}, {socket.MSG_OOB, "MSG_OOB"},
		{socket.MSG_PEEK | socket.MSG_DONTWAIT, "MSG_PEEK|MSG_DONTWAIT"},
		{socket.MSG_WAITALL | socket.MSG_TRUNC | 0x80, "MSG_WAITALL|MSG_TRUNC|0x80"},
		{socket.SOL_SOCKET, "SOL_SOCKET"}, {socket.SOL_TCP, "IPPROTO_TCP"}, {socket.SOL_IP, "IPPROTO_IP"},
		{socket.SOL_IPV6, "IPPROTO_IPV6"}, {socket.Level(5), "level5"}, {socket.Level(99), "level99"},
		{socket.OpConnect, "connect"}, {socket.OpRecvFrom, "recvfrom"}, {socket.OpTCPInfo, "getsockopt(TCP_INFO)"},
		{socket.Op(0), "op0"}, {socket.Op(99), "op99"},
		{socket.Option(0), "option0"}, {socket.Option(99), "option99"},
	} {
		if diff := cmp.Diff(tt.want, tt.value.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		opt   socket.Option
		name  string
		level socket.Level
	}{
		{socket.SO_REUSEADDR, "SO_REUSEADDR", socket.SOL_SOCKET},
		{socket.SO_REUSEPORT, "SO_REUSEPORT", socket.SOL_SOCKET},
		{socket.SO_RCVBUF, "SO_RCVBUF", socket.SOL_SOCKET},
		{socket.SO_SNDBUF, "SO_SNDBUF", socket.SOL_SOCKET},
		{socket.SO_KEEPALIVE, "SO_KEEPALIVE", socket.SOL_SOCKET},
		{socket.SO_LINGER, "SO_LINGER", socket.SOL_SOCKET},
		{socket.SO_ERROR, "SO_ERROR", socket.SOL_SOCKET},
		{socket.SO_TYPE, "SO_TYPE", socket.SOL_SOCKET},
		{socket.SO_BROADCAST, "SO_BROADCAST", socket.SOL_SOCKET},
		{socket.TCP_NODELAY, "TCP_NODELAY", socket.SOL_TCP},
		{socket.TCP_KEEPIDLE, "TCP_KEEPIDLE", socket.SOL_TCP},
		{socket.TCP_KEEPINTVL, "TCP_KEEPINTVL", socket.SOL_TCP},
		{socket.TCP_KEEPCNT, "TCP_KEEPCNT", socket.SOL_TCP},
		{socket.IPV6_V6ONLY, "IPV6_V6ONLY", socket.SOL_IPV6},
		{socket.IP_HDRINCL, "IP_HDRINCL", socket.SOL_IP},
	} {
		if diff := cmp.Diff(tt.name, tt.opt.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(tt.level, tt.opt.Level()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestOps: each call waits for one direction, or not at all.
func TestOps(t *testing.T) {
	reads := map[socket.Op]bool{socket.OpAccept: true, socket.OpRecv: true, socket.OpRecvFrom: true}
	writes := map[socket.Op]bool{socket.OpConnect: true, socket.OpSend: true, socket.OpSendTo: true}
	for op := socket.OpSocket; op <= socket.OpClose; op++ {
		if op.Reads() != reads[op] || op.Writes() != writes[op] {
			t.Errorf("%s: Reads %v, Writes %v", op, op.Reads(), op.Writes())
		}
	}
}
