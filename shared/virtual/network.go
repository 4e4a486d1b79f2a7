package virtual

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/pion/transport/v3/vnet"
	"github.com/socketlab/socketlab/shared/link"
)

// A Config says what a Network is.
type Config struct {
	Seed  uint64
	Hosts []HostConfig // nil: client and server
	NATs  []NATConfig

	// Links returns the conditions of the way from one host to another, and
	// how they change. nil: all links are perfect.
	Links func(from, to string) (link.Conditions, []link.Change)

	// Classify names what a datagram is to its protocol: "data", "ack"; the
	// rules of links know it by that. It may be nil.
	Classify func(datagram []byte) string

	// Streams makes the TCP of a host, when it first has use for it:
	// netstack.New. nil: there are no stream sockets.
	Streams Streams

	// Scheduler is how time and order work. Its Record gets one record more
	// than links make: a datagram that arrived and found the socket's receive
	// buffer full, or no socket, is dropped at stage "rcvbuf" or "port".
	Scheduler link.SchedulerConfig
}

// A HostConfig is a host's name and addresses.
type HostConfig struct {
	Name   string
	Addrs  []netip.Addr // nil: the next of 10.0.0.1, 10.0.0.2 … and fd00::1, fd00::2 …
	Behind string       // the NAT between the host and all others; "": none
}

// A Network is hosts and the links between them. Its methods may be used by
// several goroutines at once.
type Network struct {
	config    Config
	clock     link.Clock
	scheduler *link.Scheduler
	routers   []*vnet.Router // started
	root4     *vnet.Router
	root6     *vnet.Router

	hosts  map[string]*Host
	byAddr map[netip.Addr]*Host  // that routers deliver to
	nats   map[netip.Addr]string // the NAT that has a public address

	mu     sync.Mutex
	links  map[[2]string]*link.Link
	record sync.Mutex // orders records of hosts and links
	seq    int64
}

// New starts a network. In a testing/synctest bubble it belongs to the bubble,
// and must be closed there.
func New(c Config) (*Network, error) {
	if len(c.Hosts) == 0 {
		c.Hosts = []HostConfig{{Name: "client"}, {Name: "server"}}
	}
	n := &Network{
		config: c, hosts: make(map[string]*Host), byAddr: make(map[netip.Addr]*Host),
		nats: make(map[netip.Addr]string), links: make(map[[2]string]*link.Link),
	}
	if err := n.build(); err != nil {
		return nil, fmt.Errorf("virtual network: %w", err)
	}
	scheduler := c.Scheduler
	if n.clock = scheduler.Clock; n.clock == nil {
		n.clock = link.SystemClock{}
	}
	if c.Scheduler.Record != nil {
		scheduler.Record = n.note
	}
	n.scheduler = link.NewScheduler(scheduler)
	for _, r := range n.routers {
		if err := r.Start(); err != nil {
			return nil, fmt.Errorf("virtual network: %w", err)
		}
	}
	return n, nil
}

// Host returns the host of that name. It panics if there is none: see Names.
func (n *Network) Host(name string) *Host {
	h := n.hosts[name]
	if h == nil {
		panic(fmt.Sprintf("virtual: the network has no host %q; it has %q", name, n.Names()))
	}
	return h
}

// Names returns the names of the hosts, in order.
func (n *Network) Names() []string { return slices.Sorted(maps.Keys(n.hosts)) }

// Scheduler returns the owner of the network's links and time.
func (n *Network) Scheduler() *link.Scheduler { return n.scheduler }

// Link returns the way from one host, or NAT, to another; to "" it is that of
// packets whose address nobody has.
func (n *Network) Link(from, to string) (*link.Link, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := [2]string{from, to}
	if l := n.links[key]; l != nil {
		return l, nil
	}
	c := link.Config{Name: from + ">" + to, Seed: n.config.Seed, To: to, Deliver: n.deliver}
	if n.config.Links != nil && to != "" {
		c.Conditions, c.Changes = n.config.Links(from, to)
	}
	l, err := n.scheduler.Link(c)
	if err == nil {
		n.links[key] = l
	}
	return l, err
}

// Links returns the ways that packets have taken so far, in the order of their names.
func (n *Network) Links() []*link.Link {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.SortedFunc(maps.Values(n.links), func(a, b *link.Link) int { return strings.Compare(a.Name(), b.Name()) })
}

// Close closes every socket and ends the network's goroutines. What is on its
// way is gone.
func (n *Network) Close() error {
	for _, h := range n.hosts {
		h.Close()
	}
	n.scheduler.Close()
	for _, h := range n.hosts {
		h.tcp.end()
	}
	for _, r := range n.routers {
		r.Stop() // the error says that it was stopped before
	}
	return nil
}

// note passes a record on, with numbers of the network's own.
func (n *Network) note(r link.Record) {
	n.record.Lock()
	defer n.record.Unlock()
	n.seq++
	r.Seq = n.seq
	n.config.Scheduler.Record(r)
}

// owner returns the name of the host or NAT that has an address; "" if none.
func (n *Network) owner(a netip.Addr) string {
	if h := n.byAddr[a]; h != nil {
		return h.name
	}
	return n.nats[a]
}

// deliver does what is to be done with a packet at the end of a link.
func (n *Network) deliver(p link.Packet) { p.Tag.(arrival).arrive(p.Data) }

// An arrival is what happens when a packet has passed its link.
type arrival interface{ arrive(data []byte) }
