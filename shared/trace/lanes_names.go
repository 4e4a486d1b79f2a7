package trace

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/socketlab/socketlab/shared/socket"
)

// names turns addresses into role names, which are the same in each run.
type names struct {
	given map[string]string
	known map[endpoint]string
	ports map[endpoint][]owner // bound to all interfaces: addr is the port alone
	forms []form               // for addresses within texts
}

// An endpoint is an address; the port numbers of TCP and UDP are not the same.
type endpoint struct {
	datagrams bool
	addr      string
}

// An owner is a host and its role name: "client", "client#2".
type owner struct{ host, name string }

// A form is an address as a program prints it.
type form struct{ text, name string }

func newNames(events []Event, run *sockets, p Projection) *names {
	n := &names{given: p.Names, known: make(map[endpoint]string), ports: make(map[endpoint][]owner)}
	socks := slices.Clone(run.order)
	slices.SortStableFunc(socks, func(a, b *sock) int {
		return cmp.Or(cmp.Compare(a.id.host, b.id.host), natural(a.id.name, b.id.name))
	})
	count := make(map[string]int)
	roles := make(map[*sock]string)
	for _, s := range socks {
		if s.parent == nil && len(s.locals) > 0 {
			count[s.id.host]++
			roles[s] = numbered(s.id.host, count[s.id.host])
			n.assign(s, roles[s])
		}
	}
	for _, s := range socks { // an accepted socket has its listener's address
		if s.parent != nil {
			n.assign(s, roles[s.parent])
		}
	}
	n.strangers(events, run)
	n.collect(events, run)
	return n
}

// numbered returns "client", "client#2", …
func numbered(name string, k int) string {
	if k <= 1 {
		return name
	}
	return name + "#" + strconv.Itoa(k)
}

// assign gives a socket's addresses its role's name; the first name stays.
func (n *names) assign(s *sock, name string) {
	for _, a := range s.locals {
		k := endpoint{s.datagrams(), a}
		if ap, err := netip.ParseAddrPort(a); err == nil && ap.Addr().IsUnspecified() {
			k.addr = strconv.Itoa(int(ap.Port()))
			n.ports[k] = append(n.ports[k], owner{s.id.host, name})
		} else if n.known[k] == "" {
			n.known[k] = name
		}
	}
}

// strangers names the peers that are no host of the run: "peer", "peer#2", …
func (n *names) strangers(events []Event, run *sockets) {
	count := make(map[string]int)
	for i := range events {
		e := &events[i]
		if e.Kind != KindReturn || e.Peer == "" || e.Call != "accept" && e.Call != "recvfrom" {
			continue
		}
		datagrams := run.datagrams(e)
		if n.name(e.Host, datagrams, e.Peer) == e.Peer {
			count[e.Host]++
			n.known[endpoint{datagrams, e.Peer}] = numbered("peer", count[e.Host])
		}
	}
}

// name returns the role name of an address that host met, or the address.
func (n *names) name(host string, datagrams bool, addr string) string {
	if name := n.given[addr]; name != "" {
		return name
	}
	if name := n.known[endpoint{datagrams, addr}]; name != "" {
		return name
	}
	ap, err := netip.ParseAddrPort(addr)
	if err != nil {
		return addr
	}
	port, own := strconv.Itoa(int(ap.Port())), ap.Addr().IsUnspecified()
	role := n.given[ap.Addr().String()]
	if own && ap.Port() == 0 {
		role = host // not bound yet
	}
	var found string
	for _, o := range n.ports[endpoint{datagrams, port}] {
		if role != "" && o.host != role {
			continue
		}
		if found == "" || (o.host == host) == own { // a host rarely talks to itself
			found = o.name
		}
		if (o.host == host) == own {
			break
		}
	}
	if found == "" && role != "" {
		found = role + ":" + port
	}
	return cmp.Or(found, addr)
}

// collect finds every address of the run that has a name, for texts.
func (n *names) collect(events []Event, run *sockets) {
	seen := make(map[string]bool)
	add := func(host string, datagrams bool, addr string) {
		name := n.name(host, datagrams, addr)
		if addr == "" || seen[addr] || name == addr {
			return
		}
		seen[addr] = true
		n.forms = append(n.forms, form{tuple(addr), name}, form{addr, name})
		if a, err := socket.ParseAddr(addr); err == nil && a.IP.Is6() {
			n.forms = append(n.forms, form{"('" + a.IP.String() + "', " + strconv.Itoa(a.Port) + ")", name})
		}
	}
	for i := range events {
		e := &events[i]
		datagrams := run.datagrams(e)
		for _, addr := range []string{e.Local, e.Peer, e.Arg("addr")} {
			add(e.Host, datagrams, addr)
		}
	}
	for addr := range n.given {
		add("", false, addr)
	}
	slices.SortFunc(n.forms, func(a, b form) int {
		return cmp.Or(len(b.text)-len(a.text), cmp.Compare(a.text, b.text))
	})
}

// replace puts role names in the place of addresses in a text.
func (n *names) replace(text string) string {
	for _, f := range n.forms {
		text = replace(text, f.text, f.name)
	}
	return text
}

// replace replaces old where it is not a part of a longer number or path.
func replace(text, old, name string) string {
	var out strings.Builder
	for {
		i := strings.Index(text, old)
		if i < 0 {
			out.WriteString(text)
			return out.String()
		}
		end := i + len(old)
		inside := i > 0 && within(text[i-1], old[0]) || end < len(text) && within(text[end], old[len(old)-1])
		out.WriteString(text[:i])
		if inside {
			out.WriteString(old)
		} else {
			out.WriteString(name)
		}
		text = text[end:]
	}
}

// within reports whether a character goes on with the number or name that its
// neighbour is at the edge of.
func within(c, edge byte) bool {
	word := func(c byte) bool {
		return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
	}
	return word(c) && word(edge)
}
