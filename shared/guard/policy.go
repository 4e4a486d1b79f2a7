package guard

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// A Policy is what sockets may reach and bind. The zero Policy allows loopback,
// and no more: as a target 127.0.0.0/8, ::1, and 0.0.0.0 and ::, which systems
// take for it; as an address of one's own 127.0.0.0/8 and ::1. Allow adds to
// that, Deny takes away, and is the stronger of the two.
type Policy struct {
	Allow, Deny []Rule
}

// A Resolver looks names up, as a socket.Stack does.
type Resolver interface {
	Resolve(ctx context.Context, host string) ([]netip.Addr, error)
}

// Resolve looks up the names in the rules. What a name means is fixed then: a
// later answer of the DNS changes nothing. Of a Policy that was not resolved,
// names in Allow allow nothing, and those in Deny deny everything.
func (p Policy) Resolve(ctx context.Context, by Resolver) (Policy, error) {
	var out Policy
	for _, list := range []struct{ from, to *[]Rule }{{&p.Allow, &out.Allow}, {&p.Deny, &out.Deny}} {
		for _, r := range *list.from {
			if r.isName() {
				ips, err := by.Resolve(ctx, r.host)
				if err == nil && len(ips) == 0 {
					err = fmt.Errorf("%s has no address", r.host)
				}
				if err != nil {
					return Policy{}, fmt.Errorf("rule %q: %w", r, err)
				}
				r.ips = nil
				for _, ip := range ips {
					r.ips = append(r.ips, plain(ip))
				}
			}
			*list.to = append(*list.to, r)
		}
	}
	return out, nil
}

// plain returns an address as it is compared: without a zone, and as IPv4 if it
// is an IPv4-mapped one.
func plain(ip netip.Addr) netip.Addr { return ip.WithZone("").Unmap() }

func (r *Rule) isName() bool { return r.host != "" && r.host != anyHost && r.host != loopback }

func (r *Rule) covers(ip netip.Addr) bool {
	switch {
	case r.host == anyHost:
		return true
	case r.host == loopback:
		return ip.IsLoopback()
	case r.host != "":
		return slices.Contains(r.ips, ip)
	}
	return r.prefix.Contains(ip)
}

// about reports whether the rule speaks of an operation on a port.
func (r *Rule) about(op operation, port int) bool {
	return r.what&op != 0 && int(r.first) <= port && port <= int(r.last)
}

var (
	loopback4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	loopback6 = netip.IPv6Loopback()
)

// ip reports whether an operation on an address and port is allowed, and if a
// rule denies it, which.
func (p *Policy) ip(op operation, ip netip.Addr, port int) (bool, *Rule) {
	ip = plain(ip)
	all := ip.IsUnspecified()
	for i := range p.Deny {
		r := &p.Deny[i]
		switch {
		case !r.about(op, port):
		case r.isName() && r.ips == nil, r.covers(ip):
			return false, r
		case all && op == binding: // it would be bound to the denied address too
			return false, r
		case all && (r.covers(loopback4) || r.covers(loopback6)): // where the system sends it
			return false, r
		}
	}
	if ip.IsLoopback() || all && op != binding {
		return true, nil
	}
	return slices.ContainsFunc(p.Allow, func(r Rule) bool { return r.about(op, port) && r.covers(ip) }), nil
}

// unix reports whether a path of AF_UNIX is allowed.
func (p *Policy) unix(path string) (bool, *Rule) {
	if !clean(path) {
		return false, nil
	}
	match := func(r Rule) bool {
		below := strings.HasSuffix(r.path, "/") || strings.HasPrefix(r.path, "@")
		return r.path != "" && (r.path == path || below && strings.HasPrefix(path, r.path))
	}
	if i := slices.IndexFunc(p.Deny, match); i >= 0 {
		return false, &p.Deny[i]
	}
	return slices.ContainsFunc(p.Allow, match), nil
}

// hasUnix reports whether any AF_UNIX address is allowed.
func (p *Policy) hasUnix() bool {
	return slices.ContainsFunc(p.Allow, func(r Rule) bool { return r.path != "" })
}

// outside reports whether a rule allows addresses beyond loopback that are not
// a name's: whose names may then be looked up.
func (p *Policy) outside() bool {
	return slices.ContainsFunc(p.Allow, func(r Rule) bool {
		return r.what != 0 && (r.host == anyHost || r.host == "" && !r.prefix.Addr().IsLoopback())
	})
}

// named returns the addresses of a name in the rules that allow.
func (p *Policy) named(host string) []netip.Addr {
	var ips []netip.Addr
	for i := range p.Allow {
		if r := &p.Allow[i]; r.isName() && r.host == canonical(host) {
			ips = append(ips, r.ips...)
		}
	}
	return ips
}

// reachable reports whether some operation on some port of ip is allowed.
func (p *Policy) reachable(ip netip.Addr) bool {
	ip = plain(ip)
	return ip.IsLoopback() || ip.IsUnspecified() ||
		slices.ContainsFunc(p.Allow, func(r Rule) bool { return r.what != 0 && r.covers(ip) })
}
