package guard_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/socket"
)

// script makes calls on one socket, "connect 10.0.0.1:80" or "listen", and
// returns the error of the last.
func script(t *testing.T, h socket.Handle, calls ...string) (err error) {
	ops := map[string]socket.Op{"connect": socket.OpConnect, "sendto": socket.OpSendTo, "bind": socket.OpBind, "listen": socket.OpListen,
		"send": socket.OpSend, "recvfrom": socket.OpRecvFrom, "accept": socket.OpAccept}
	for _, text := range calls {
		name, addr, _ := strings.Cut(text, " ")
		c := socket.Call{Op: ops[name]}
		if addr != "" {
			if c.Addr, err = socket.ParseAddr(addr); err != nil {
				t.Fatal(err)
			}
		}
		err = h.Do(&c)
	}
	return err
}

// TestWaysRound tries each way round the rules, and looks at what reaches the
// system.
func TestWaysRound(t *testing.T) {
	const inet, inet6, stream, dgram = socket.AF_INET, socket.AF_INET6, socket.SOCK_STREAM, socket.SOCK_DGRAM
	for _, tt := range []struct {
		name   string
		allow  string
		family socket.Family
		typ    socket.Type
		calls  string // the last one's error is looked at
		err    socket.Errno
		want   string
	}{
		{"a host that was not resolved", "nas:80", inet, stream, "connect nas:80", "", "connect 192.168.1.9:80"},
		{"one that may not be", "", inet, stream, "connect nas:80", socket.EACCES, ""},
		{"one that leads elsewhere", "192.168.1.0/24", inet, stream, "connect away:80", socket.EACCES, ""},
		{"bind to no host", "", inet, stream, "bind :80", socket.EACCES, ""},
		{"bind to nothing", "", inet, stream, "bind", socket.EACCES, ""},
		{"connect to nothing", "", inet, dgram, "connect", socket.EDESTADDRREQ, ""},
		{"sendto nothing", "", inet, dgram, "sendto", socket.EDESTADDRREQ, ""},
		{"listen without bind", "", inet, stream, "listen", socket.EACCES, ""},
		{"listen without bind, IPv6", "bind=0.0.0.0", inet6, stream, "listen", socket.EACCES, ""},
		{"listen without bind, on a range", "bind=0.0.0.0:8000-9000", inet, stream, "listen", socket.EACCES, ""},
		{"listen after a bind that was refused", "", inet, stream, "bind 0.0.0.0:1,listen", socket.EACCES, ""},
		{"listen after connect", "", inet, stream, "connect 127.0.0.1:1,listen", socket.EACCES, "connect 127.0.0.1:1"},
		{"listen where it may", "bind=0.0.0.0", inet, stream, "listen", "", "listen"},
		{"listen where it was bound", "", inet, stream, "bind 127.0.0.1:1,listen", "", "bind 127.0.0.1:1,listen"},
		{"sendto on a connected socket", "10.0.0.1", inet, dgram, "connect 10.0.0.1:1,sendto 10.0.0.2:1", socket.EACCES, "connect 10.0.0.1:1"},
		{"IPv4 on an IPv6 socket", "", inet6, dgram, "sendto 127.0.0.1:1", socket.EAFNOSUPPORT, ""},
		{"IPv6 on an IPv4 socket", "", inet, dgram, "sendto [::1]:1", socket.EAFNOSUPPORT, ""},
		{"mapped on an IPv4 socket", "", inet, dgram, "bind [::ffff:127.0.0.1]:1", socket.EAFNOSUPPORT, ""},
		{"a path on an IP socket", "unix=/", inet, stream, "connect /run/x", socket.EAFNOSUPPORT, ""},
		{"a UDP socket without an address", "", inet, dgram, "sendto 127.0.0.1:1,sendto 127.0.0.1:2", "", "bind 127.0.0.1:0,sendto 127.0.0.1:1,sendto 127.0.0.1:2"},
		{"to all", "", inet, dgram, "sendto 0.0.0.0:1", "", "bind 127.0.0.1:0,sendto 127.0.0.1:1"},
		{"to all, with an address", "bind=10.0.0.1", inet, dgram, "bind 10.0.0.1:5,sendto 0.0.0.0:1", "", "bind 10.0.0.1:5,sendto 127.0.0.1:1"},
		{"a connection to all", "", inet, stream, "connect 0.0.0.0:1", "", "connect 127.0.0.1:1"},
		{"to all, IPv6", "", inet6, stream, "connect [::]:1", "", "connect [::1]:1"},
		{"to all, IPv4-mapped", "", inet6, stream, "connect [::ffff:0.0.0.0]:1", "", "connect [::ffff:127.0.0.1]:1"},
		{"IPv6", "", inet6, dgram, "sendto [::1]:1", "", "bind [::1]:0,sendto [::1]:1"},
		{"IPv4-mapped", "", inet6, dgram, "sendto [::ffff:127.0.0.1]:1", "", "bind [::ffff:127.0.0.1]:0,sendto [::ffff:127.0.0.1]:1"},
		{"whose connect may fail", "", inet, dgram, "connect 127.255.255.255:1,recvfrom", "", "bind 127.0.0.1:0,connect 127.255.255.255:1,recvfrom"},
		{"whose send will", "", inet, dgram, "send,recvfrom", "", "bind 127.0.0.1:0,send,recvfrom"},
		{"whose send will, IPv6", "", inet6, dgram, "send", "", "bind [::1]:0,send"},
		{"with an address", "", inet, dgram, "bind 127.0.0.2:5,sendto 127.0.0.1:1", "", "bind 127.0.0.2:5,sendto 127.0.0.1:1"},
		{"that may have any", "bind=*", inet, dgram, "sendto 127.0.0.1:1", "", "sendto 127.0.0.1:1"},
		{"used elsewhere, as is allowed", "send=10.0.0.1", inet, dgram, "sendto 10.0.0.1:1,sendto 127.0.0.1:1", "", "sendto 10.0.0.1:1,sendto 127.0.0.1:1"},
		{"a stream's send gives no address", "", inet, stream, "send", "", "send"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st, f := guarded(t, tt.allow, "", guard.Quota{})
			err := script(t, handle(t, st, tt.family, tt.typ), strings.Split(tt.calls, ",")...)
			if diff := cmp.Diff([]string{string(tt.err), tt.want}, []string{string(socket.ErrnoOf(err)), strings.Join(f.calls, ",")}); diff != "" {
				t.Errorf("error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestAnchorFails: a UDP socket that cannot be bound to loopback is not used.
func TestAnchorFails(t *testing.T) {
	st, f := guarded(t, "", "", guard.Quota{})
	f.fail[socket.OpBind] = socket.EADDRNOTAVAIL
	err := script(t, handle(t, st, socket.AF_INET6, socket.SOCK_DGRAM), "sendto [::1]:1")
	if !errors.Is(err, socket.EADDRNOTAVAIL) || len(f.calls) != 1 {
		t.Errorf("got %v after %q", err, f.calls)
	}
}

// TestTypes: which sockets there are.
func TestTypes(t *testing.T) {
	for _, tt := range []struct {
		name   string
		allow  string
		family socket.Family
		typ    socket.Type
		proto  int
		want   socket.Errno
	}{
		{"TCP", "", socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, ""},
		{"UDP", "", socket.AF_INET6, socket.SOCK_DGRAM, socket.IPPROTO_UDP, ""},
		{"raw", "* bind=* unix=/", socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP, socket.EACCES},
		{"ping", "*", socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP, socket.EPROTONOSUPPORT},
		{"UDP's stream", "*", socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_UDP, socket.EPROTONOSUPPORT},
		{"MPTCP", "*", socket.AF_INET, socket.SOCK_STREAM, 262, socket.EPROTONOSUPPORT},
		{"SCTP", "*", socket.AF_INET, socket.SOCK_SEQPACKET, 0, socket.ESOCKTNOSUPPORT},
		{"packet", "*", socket.Family(17), socket.SOCK_RAW, 0, socket.EAFNOSUPPORT},
		{"unix", "*", socket.AF_UNIX, socket.SOCK_STREAM, 0, socket.EACCES},
		{"unix, allowed", "unix=/x", socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, ""},
		{"unix, raw", "unix=/x", socket.AF_UNIX, socket.SOCK_RAW, 0, socket.ESOCKTNOSUPPORT},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st, f := guarded(t, tt.allow, "", guard.Quota{})
			_, err := st.Socket(tt.family, tt.typ, tt.proto)
			if socket.ErrnoOf(err) != tt.want || err != nil && f.open > 0 {
				t.Errorf("got %v, want %q; %d sockets were made", err, tt.want, f.open)
			}
		})
	}
}

// TestAbilities: what the inner socket can do more, the guarded one can.
func TestAbilities(t *testing.T) {
	st, _ := guarded(t, "", "", guard.Quota{})
	h := handle(t, st, socket.AF_INET, socket.SOCK_STREAM)
	if n := socket.Fileno(h); n != 7 {
		t.Errorf("Fileno is %d, want 7", n)
	}
	h.(socket.Splicer).Splice()
}

// TestDataPath: calls without an address cost no memory.
func TestDataPath(t *testing.T) {
	st := guard.New(&fake{}, guard.Policy{}, guard.Quota{}, nil)
	h, err := st.Socket(socket.AF_INET, socket.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	inner := handle(t, &fake{}, socket.AF_INET, socket.SOCK_DGRAM)
	c := socket.Call{Op: socket.OpSendTo, Addr: socket.Inet("127.0.0.1", 9)}
	bare := testing.AllocsPerRun(100, func() { inner.Do(&c) })
	if n := testing.AllocsPerRun(100, func() { h.Do(&c) }); n != bare {
		t.Errorf("sendto allocates %v times, without a guard %v", n, bare)
	}
	c = socket.Call{Op: socket.OpRecv}
	bare = testing.AllocsPerRun(100, func() { inner.Do(&c) })
	if n := testing.AllocsPerRun(100, func() { h.Do(&c) }); n != bare {
		t.Errorf("recv allocates %v times, without a guard %v", n, bare)
	}
}
