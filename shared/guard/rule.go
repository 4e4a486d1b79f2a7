package guard

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// operation is what a rule speaks of.
type operation uint8

const (
	connecting operation = 1 << iota
	sending
	binding
)

var operationNames = map[operation]string{connecting: "connect", sending: "send", binding: "bind"}

// A Rule names addresses, and what may be done with them. Its text is
//
//	[connect=|send=|bind=]HOST[:PORTS]
//	unix=PATH
//
// Without an operation it is about connect(2) and sendto(2), never bind(2). HOST
// is an IP address, a prefix such as 192.168.1.0/24 (RFC 4632), a name, loopback,
// or * for every address; IPv6 is in brackets: [2001:db8::/32]:443. PORTS is a
// port, a range such as 8000-9000, or *. PATH is of AF_UNIX sockets: /run/a.sock
// is one, /run/lab/ all below it, @lab all abstract ones that begin so.
//
// The zero Rule names nothing.
type Rule struct {
	what        operation
	host        string // *, loopback or a name; else prefix or path is set
	prefix      netip.Prefix
	ips         []netip.Addr // of a name, once it has been resolved
	first, last uint16       // ports
	path        string
}

const (
	anyHost  = "*"
	loopback = "loopback"
)

// ParseRule reads a rule.
func ParseRule(text string) (Rule, error) {
	r := Rule{what: connecting | sending, last: 65535}
	rest := text
	if before, after, ok := strings.Cut(text, "="); ok {
		rest = after
		switch before {
		case "connect":
			r.what = connecting
		case "send":
			r.what = sending
		case "bind":
			r.what = binding
		case "unix":
			return parsePath(text, after)
		default:
			return Rule{}, fmt.Errorf("rule %q: %q is no operation: write connect=, send=, bind= or unix=", text, before+"=")
		}
	}
	host, ports, err := split(rest)
	if err == nil {
		err = r.parseHost(host)
	}
	if err == nil && ports != anyHost {
		r.first, r.last, err = parsePorts(ports)
	}
	if err != nil {
		return Rule{}, fmt.Errorf("rule %q: %w", text, err)
	}
	return r, nil
}

// split returns the host, without brackets, and the ports: * if there are none.
func split(text string) (host, ports string, err error) {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		host, ports, ok = strings.Cut(inner, "]")
		if !ok || !strings.Contains(host, ":") || ports != "" && ports[0] != ':' {
			return "", "", fmt.Errorf("write [IPv6] or [IPv6]:PORTS, for example [::1]:8080")
		}
		if ports == "" {
			return host, anyHost, nil
		}
		return host, ports[1:], nil
	}
	host, ports, ok := strings.Cut(text, ":")
	if strings.Contains(ports, ":") {
		return "", "", fmt.Errorf("an IPv6 address stands in brackets, for example [::1]:8080")
	}
	if !ok {
		ports = anyHost
	}
	return host, ports, nil
}

func (r *Rule) parseHost(host string) error {
	switch name := canonical(host); {
	case host == anyHost:
		r.host = anyHost
		return nil
	case name == loopback || name == "localhost":
		r.host = loopback
		return nil
	case strings.Contains(host, "%"):
		return fmt.Errorf("host %q: leave the zone out: a rule is about every zone", host)
	case strings.Contains(host, "/"):
		p, err := netip.ParsePrefix(host)
		if err != nil {
			return fmt.Errorf("prefix %q: write ADDRESS/BITS, for example 192.168.1.0/24", host)
		}
		if p.Addr().Is4In6() {
			return fmt.Errorf("prefix %q: write an IPv4 prefix", host)
		}
		if p.Masked() != p {
			return fmt.Errorf("prefix %q: the address goes on after its prefix: write %s, or the address alone", host, p.Masked())
		}
		r.prefix = p
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap()
		r.prefix = netip.PrefixFrom(ip, ip.BitLen())
		return nil
	}
	if !isName(host) {
		return fmt.Errorf("host %q: write an IP address, a prefix, a name, loopback or *", host)
	}
	r.host = canonical(host)
	return nil
}

// isName reports whether a host is a name of RFC 1123, with room for the
// underscores that some have. What ends in a number is a mistyped address.
func isName(host string) bool {
	if len(host) > 253 || strings.Trim(strings.ToLower(host), "abcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
		return false
	}
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	if slices.Contains(labels, "") {
		return false
	}
	_, err := strconv.ParseUint(labels[len(labels)-1], 0, 64)
	return err != nil
}

// canonical is how names are compared.
func canonical(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

func parsePorts(text string) (first, last uint16, err error) {
	from, to, ranged := strings.Cut(text, "-")
	if !ranged {
		to = from
	}
	a, errA := strconv.ParseUint(from, 10, 16)
	b, errB := strconv.ParseUint(to, 10, 16)
	if errA != nil || errB != nil || a > b {
		return 0, 0, fmt.Errorf("ports %q: write a port from 0 to 65535, a range such as 8000-9000, or *", text)
	}
	return uint16(a), uint16(b), nil
}

func parsePath(text, path string) (Rule, error) {
	if !strings.HasPrefix(path, "@") && !strings.HasPrefix(path, "/") || !clean(path) {
		return Rule{}, fmt.Errorf("rule %q: the path %q must begin with / or @, with no . or .. in it and no // or NUL", text, path)
	}
	return Rule{path: path}, nil
}

// clean reports whether a path is what it seems to be: no way up, and no NUL,
// where the system ends it. A relative path is not.
func clean(path string) bool {
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	if strings.HasPrefix(path, "@") { // abstract on Linux; elsewhere a file
		return !slices.Contains(parts, "..")
	}
	return strings.HasPrefix(path, "/") && !strings.Contains(path, "\x00") &&
		!slices.ContainsFunc(parts[1:], func(s string) bool { return s == "" || s == "." || s == ".." })
}

// String returns the rule as ParseRule reads it.
func (r Rule) String() string {
	if r.path != "" {
		return "unix=" + r.path
	}
	if r.what == 0 {
		return ""
	}
	text := ""
	if name, ok := operationNames[r.what]; ok {
		text = name + "="
	}
	switch {
	case r.host != "":
		text += r.host
	case r.prefix.IsSingleIP():
		text += bracketed(r.prefix.Addr().String())
	default:
		text += bracketed(r.prefix.String())
	}
	switch {
	case r.first == 0 && r.last == 65535:
		return text
	case r.first == r.last:
		return fmt.Sprintf("%s:%d", text, r.first)
	}
	return fmt.Sprintf("%s:%d-%d", text, r.first, r.last)
}

func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}
