package sockettest

import (
	"net/netip"
	"strings"

	"github.com/socketlab/socketlab/shared/socket"
)

func ipv6Cases() []testCase {
	return []testCase{
		{"ipv6/stream", ipv6Stream},
		{"ipv6/datagram", ipv6Datagram},
		{"ipv6/v6only-takes-no-ipv4", ipv6Only},
		{"ipv6/dual-stack-takes-ipv4", ipv6DualStack},
		{"ipv6/wrong-family", ipv6WrongFamily},
		{"ipv6/localhost", ipv6Localhost},
	}
}

func (e *env) needsIPv6() {
	e.Helper()
	if !e.ServerIP6.IsValid() || !e.ClientIP6.IsValid() {
		e.Skip("the network has no IPv6")
	}
}

// TCP over IPv6 is as over IPv4; addresses are in brackets (S24, S87).
func ipv6Stream(e *env) {
	e.needsIPv6()
	l := e.socket(e.Server, socket.AF_INET6, socket.SOCK_STREAM)
	addr := e.bind(l, e.ServerIP6)
	e.must(l.Listen(1))
	if text := addr.String(); !strings.HasPrefix(text, "["+e.ServerIP6.String()+"]:") {
		e.Errorf("the address is written %s", text)
	}
	client := e.socket(e.Client, socket.AF_INET6, socket.SOCK_STREAM)
	e.must(client.Connect(addr))
	server, from, err := l.Accept()
	e.must(err)
	e.equal("client's address", e.name(client), from)
	e.send(client, "six")
	e.says(server, "six")
}

// UDP over IPv6 too; it carries 65,527 bytes, but not more (S24, S64; RFC 768).
func ipv6Datagram(e *env) {
	e.needsIPv6()
	server := e.socket(e.Server, socket.AF_INET6, socket.SOCK_DGRAM)
	to := e.bind(server, e.ServerIP6)
	client := e.socket(e.Client, socket.AF_INET6, socket.SOCK_DGRAM)
	from := e.bind(client, e.ClientIP6)
	e.sendTo(client, "six", to)
	b, got, err := server.RecvFrom(10)
	e.must(err)
	e.equal("received", "six", string(b))
	e.equal("from", from, got)
	_, err = client.SendTo(make([]byte, 65528), to)
	e.fails("65,528 bytes", err, socket.EMSGSIZE)
}

// With IPV6_V6ONLY, :: takes IPv6 only, and IPv4's port is free (S24, S94).
func ipv6Only(e *env) {
	e.needsIPv6()
	for {
		l := e.socket(e.Server, socket.AF_INET6, socket.SOCK_STREAM)
		e.must(l.SetSockOpt(socket.SOL_IPV6, socket.IPV6_V6ONLY, 1))
		addr := e.bind(l, netip.IPv6Unspecified())
		e.must(l.Listen(1))
		other := e.tcp(e.Server)
		if other.Bind(socket.Addr{IP: e.ServerIP, Port: addr.Port}) != nil {
			if e.expired.Load() {
				e.Fatal("no port is free for both families")
			}
			continue // someone else has it
		}
		e.fails("connect by IPv4", e.tcp(e.Client).Connect(e.name(other)), socket.ECONNREFUSED)
		six := e.socket(e.Client, socket.AF_INET6, socket.SOCK_STREAM)
		e.must(six.Connect(socket.Addr{IP: e.ServerIP6, Port: addr.Port}))
		return
	}
}

// Without it, :: takes IPv4 as well, whose clients have mapped addresses (S24, S94).
func ipv6DualStack(e *env) {
	e.needsIPv6()
	l := e.socket(e.Server, socket.AF_INET6, socket.SOCK_STREAM)
	e.must(l.SetSockOpt(socket.SOL_IPV6, socket.IPV6_V6ONLY, 0))
	addr := e.bind(l, netip.IPv6Unspecified())
	e.must(l.Listen(1))
	client := e.connect(socket.Addr{IP: e.ServerIP, Port: addr.Port})
	server, from, err := l.Accept()
	e.must(err)
	want := e.name(client)
	want.IP = netip.AddrFrom16(want.IP.As16()) // ::ffff:127.0.0.1
	e.equal("client's address", want, from)
	e.send(client, "four")
	e.says(server, "four")
}

// An AF_INET6 socket takes no IPv4 address (S24, S129).
func ipv6WrongFamily(e *env) {
	e.needsIPv6()
	s := e.socket(e.Client, socket.AF_INET6, socket.SOCK_STREAM)
	e.fails("connect", s.Connect(socket.Addr{IP: e.ServerIP, Port: 80}), socket.EAFNOSUPPORT)
}

// "localhost" and "" mean ::1 and :: to an AF_INET6 socket (S24, S94).
func ipv6Localhost(e *env) {
	e.needsIPv6()
	for host, want := range map[string]string{"localhost": "::1", "": "::"} {
		s := e.socket(e.Server, socket.AF_INET6, socket.SOCK_DGRAM)
		e.must(s.Bind(socket.Inet(host, 0)))
		e.equal("address of "+host, want, e.name(s).IP.String())
	}
}
