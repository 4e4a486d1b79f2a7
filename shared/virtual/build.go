package virtual

import (
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/pion/logging"
	"github.com/pion/transport/v3/vnet"
)

// A NATConfig is a router that translates addresses (RFC 4787): hosts behind it
// are seen with its public address.
type NATConfig struct {
	Name   string
	Public netip.Addr // IPv4
	Type   vnet.NATType
}

// making orders the making of vnet's networks, which count MAC addresses in a
// variable of their package.
var making sync.Mutex

// build makes the routers and hosts.
func (n *Network) build() error {
	making.Lock()
	defer making.Unlock()
	var err error
	if n.root4, err = n.router("0.0.0.0/0", nil); err != nil {
		return err
	}
	if n.root6, err = n.router("::/0", nil); err != nil {
		return err
	}
	n.routers = []*vnet.Router{n.root4, n.root6}
	inside := make(map[string]*vnet.Router)
	for i := range n.config.NATs {
		c := &n.config.NATs[i]
		if inside[c.Name], err = n.nat(c, i); err != nil {
			return fmt.Errorf("NAT %q: %w", c.Name, err)
		}
	}
	for i, c := range n.config.Hosts {
		if err := n.host(c, i, inside); err != nil {
			return fmt.Errorf("host %q: %w", c.Name, err)
		}
	}
	return nil
}

// router makes a router whose packets for hosts come to receive.
func (n *Network) router(cidr string, nat *NATConfig) (*vnet.Router, error) {
	c := &vnet.RouterConfig{CIDR: cidr, LoggerFactory: silence{}}
	if nat != nil {
		c.Name, c.NATType, c.StaticIPs = nat.Name, &nat.Type, []string{nat.Public.String()}
	}
	r, err := vnet.NewRouter(c)
	if err == nil {
		r.AddChunkFilter(func(c vnet.Chunk) bool { return !n.receive(r, c) })
	}
	return r, err
}

// nat makes the router behind which hosts have the addresses 192.168.i.0/24.
func (n *Network) nat(c *NATConfig, i int) (*vnet.Router, error) {
	if !c.Public.Is4() || n.owner(c.Public) != "" {
		return nil, fmt.Errorf("its public address is %v: it can be an IPv4 address that is nobody else's", c.Public)
	}
	r, err := n.router(fmt.Sprintf("192.168.%d.0/24", i), c)
	if err != nil {
		return nil, err
	}
	n.nats[c.Public] = c.Name
	return r, n.root4.AddRouter(r)
}

// host makes a host, and connects it to its router.
func (n *Network) host(c HostConfig, i int, inside map[string]*vnet.Router) error {
	root := n.root4
	if c.Behind != "" {
		if root = inside[c.Behind]; root == nil {
			return fmt.Errorf("it is behind %q, but there is no such NAT", c.Behind)
		}
	}
	if c.Name == "" || n.hosts[c.Name] != nil {
		return fmt.Errorf("a host needs a name of its own")
	}
	if len(c.Addrs) == 0 {
		c.Addrs = n.addresses(c, i)
	}
	h := newHost(n, c)
	for _, a := range c.Addrs {
		if !a.IsValid() || a.IsLoopback() || a.IsUnspecified() || a.Is4In6() || n.owner(a) != "" {
			return fmt.Errorf("address %v: it can be an IPv4 or IPv6 address that is nobody else's", a)
		}
		n.byAddr[a] = h
	}
	n.hosts[c.Name] = h
	h.router4 = root
	var err error
	if h.net4, err = join(root, c.Addrs, netip.Addr.Is4); err != nil {
		return err
	}
	h.net6, err = join(n.root6, c.Addrs, netip.Addr.Is6)
	return err
}

// addresses returns those of the i-th host where none are given.
func (n *Network) addresses(c HostConfig, i int) []netip.Addr {
	low, high := byte(i+1), byte((i+1)>>8)
	if c.Behind == "" {
		six := netip.AddrFrom16([16]byte{0: 0xfd, 14: high, 15: low})
		return []netip.Addr{netip.AddrFrom4([4]byte{10, 0, high, low}), six}
	}
	for nat := range n.config.NATs {
		if n.config.NATs[nat].Name == c.Behind {
			return []netip.Addr{netip.AddrFrom4([4]byte{192, 168, byte(nat), low})}
		}
	}
	return nil
}

// join connects the addresses of one family to a router; nil if there are none.
func join(r *vnet.Router, addrs []netip.Addr, of func(netip.Addr) bool) (*vnet.Net, error) {
	var ips []string
	for _, a := range addrs {
		if of(a) {
			ips = append(ips, a.String())
		}
	}
	if len(ips) == 0 {
		return nil, nil
	}
	v, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: ips})
	if err != nil {
		return nil, err
	}
	return v, r.AddNet(v)
}

// receive takes a packet from a router if it is for one of its hosts.
func (n *Network) receive(r *vnet.Router, c vnet.Chunk) bool {
	to, ok := c.DestinationAddr().(*net.UDPAddr)
	if !ok {
		return false
	}
	dst := unmap(to)
	h := n.byAddr[dst.Addr()]
	if h == nil || h.router(dst.Addr()) != r {
		return false
	}
	from, _ := c.SourceAddr().(*net.UDPAddr)
	h.receive(unmap(from), dst, c.UserData())
	return true
}

// unmap returns an address of package net in the one form used here.
func unmap(a *net.UDPAddr) netip.AddrPort {
	ap := a.AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// silence is a logger that says nothing.
type silence struct{}

func (silence) NewLogger(string) logging.LeveledLogger { return silence{} }
func (silence) Trace(string)                           {}
func (silence) Tracef(string, ...any)                  {}
func (silence) Debug(string)                           {}
func (silence) Debugf(string, ...any)                  {}
func (silence) Info(string)                            {}
func (silence) Infof(string, ...any)                   {}
func (silence) Warn(string)                            {}
func (silence) Warnf(string, ...any)                   {}
func (silence) Error(string)                           {}
func (silence) Errorf(string, ...any)                  {}
