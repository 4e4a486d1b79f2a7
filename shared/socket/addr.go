package socket

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// An Addr is a socket address: a host and port (AF_INET, AF_INET6) or a path
// (AF_UNIX). Addresses that a Stack returns have IP or Path set, never Host.
type Addr struct {
	Host string     // a name still to be resolved; not used when IP is valid
	IP   netip.Addr // with a zone for link-local IPv6
	Port int        // 0 to 65535; 0 lets bind choose an ephemeral port
	Path string     // AF_UNIX; "@name" is in Linux's abstract namespace, "" unnamed
}

// Inet returns an address as Python's ("host", port) means it: the host is a
// name, an IP address, "" for all interfaces, or "<broadcast>".
func Inet(host string, port int) Addr {
	if host == "<broadcast>" {
		host = "255.255.255.255"
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return Addr{IP: ip, Port: port}
	}
	return Addr{Host: host, Port: port}
}

// Unix returns an AF_UNIX address. A leading NUL byte, as Python writes
// abstract names, becomes "@".
func Unix(path string) Addr {
	if strings.HasPrefix(path, "\x00") {
		path = "@" + path[1:]
	}
	return Addr{Path: path}
}

// FromAddrPort returns the address of an IP address and port.
func FromAddrPort(ap netip.AddrPort) Addr {
	return Addr{IP: ap.Addr(), Port: int(ap.Port())}
}

// ParseAddr reads "host:port", ":port", "[::1]:port", a path with a slash in
// it, or "@name".
func ParseAddr(s string) (Addr, error) {
	if strings.HasPrefix(s, "@") || strings.Contains(s, "/") {
		return Unix(s), nil
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return Addr{}, fmt.Errorf("address %q: write host:port, for example localhost:8080", s)
	}
	if strings.HasPrefix(host, "@") {
		return Addr{}, fmt.Errorf("address %q: no host's name begins with @; an abstract AF_UNIX name is written alone, as @name", s)
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 0 || n > 65535 {
		return Addr{}, fmt.Errorf("address %q: port %q is not a number from 0 to 65535", s, port)
	}
	return Inet(host, n), nil
}

// AddrPort returns the IP address and port; it is invalid for a name or path.
func (a Addr) AddrPort() netip.AddrPort { return netip.AddrPortFrom(a.IP, uint16(a.Port)) }

// IsZero reports whether a is no address at all, or that of an unnamed AF_UNIX socket.
func (a Addr) IsZero() bool { return a == Addr{} }

// String returns "127.0.0.1:8080", "[::1]:8080", "localhost:8080" or a path.
func (a Addr) String() string {
	switch {
	case a.Path != "" || a.IsZero():
		return a.Path
	case a.IP.IsValid():
		return net.JoinHostPort(a.IP.String(), strconv.Itoa(a.Port))
	}
	return net.JoinHostPort(a.Host, strconv.Itoa(a.Port))
}

// Tuple returns the address as Python prints it: ('127.0.0.1', 8080).
func (a Addr) Tuple() string {
	switch {
	case a.Path != "":
		return "'" + a.Path + "'"
	case a.IP.Is6():
		scope, _ := strconv.Atoi(a.IP.Zone())
		return fmt.Sprintf("('%s', %d, 0, %d)", a.IP.WithZone(""), a.Port, scope)
	case a.IP.IsValid():
		return fmt.Sprintf("('%s', %d)", a.IP, a.Port)
	}
	return fmt.Sprintf("('%s', %d)", a.Host, a.Port)
}

// resolved reports whether a is an IP address and port that a socket of family
// f can use as it is.
func (a *Addr) resolved(f Family) bool {
	if uint(a.Port) > 65535 || a.Path != "" {
		return false
	}
	return f == AF_INET && a.IP.Is4() || f == AF_INET6 && a.IP.Is6()
}

// Resolve returns a as a socket of family f needs it: a path, or an IP address
// of f and a port, as getaddrinfo(3) gives it. The calls that take an address
// resolve it themselves.
// Errors: EAFNOSUPPORT (an address of another family), EINVAL (a port that is
// not 0 to 65535, no path), *net.DNSError.
func (a Addr) Resolve(ctx context.Context, st Stack, f Family) (Addr, error) {
	if a.resolved(f) {
		return a, nil
	}
	if f == AF_UNIX {
		if a.Path == "" {
			return a, fmt.Errorf("an AF_UNIX address is a path: %w", EINVAL)
		}
		return a, nil
	}
	if a.Path != "" {
		return a, fmt.Errorf("path %q is an address of AF_UNIX, not of %s: %w", a.Path, f, EAFNOSUPPORT)
	}
	if a.Port < 0 || a.Port > 65535 {
		return a, fmt.Errorf("port must be 0 to 65535, not %d: %w", a.Port, EINVAL)
	}
	if a.IP.IsValid() {
		return a, fmt.Errorf("%s is not an address of %s: %w", a.IP, f, EAFNOSUPPORT)
	}
	if a.Host == "" {
		return Addr{IP: unspecified(f), Port: a.Port}, nil
	}
	ips, err := st.Resolve(ctx, a.Host)
	for _, ip := range ips {
		if ip = ip.Unmap(); ip.Is4() == (f == AF_INET) {
			return Addr{IP: ip, Port: a.Port}, nil
		}
	}
	if isLocalhost(a.Host) { // RFC 6761, section 6.3
		return Addr{IP: loopback(f), Port: a.Port}, nil
	}
	if err == nil {
		err = &net.DNSError{Err: "no address of " + f.String(), Name: a.Host, IsNotFound: true}
	}
	return a, err
}

func isLocalhost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

func unspecified(f Family) netip.Addr {
	if f == AF_INET6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}

func loopback(f Family) netip.Addr {
	if f == AF_INET6 {
		return netip.IPv6Loopback()
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// unmapped returns the Addr of package net's form of an address.
func unmapped(ip net.IP, zone string, port int) Addr {
	a, _ := netip.AddrFromSlice(ip)
	return Addr{IP: a.Unmap().WithZone(zone), Port: port}
}
