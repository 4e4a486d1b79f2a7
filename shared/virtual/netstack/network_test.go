package netstack_test

import (
	"sync"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
)

// A net is a virtual network whose records are kept.
type net struct {
	*virtual.Network
	t testing.TB

	mu      sync.Mutex
	records []link.Record
}

// start starts a network with streams, with the same conditions both ways.
func start(t testing.TB, c virtual.Config, on link.Conditions) *net {
	n := &net{t: t}
	c.Streams = netstack.New
	if c.Links == nil {
		c.Links = func(string, string) (link.Conditions, []link.Change) { return on, nil }
	}
	c.Scheduler.Record = func(r link.Record) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.records = append(n.records, r)
	}
	var err error
	n.Network, err = virtual.New(c)
	must(t, err)
	t.Cleanup(func() { n.Close() })
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// all returns the records so far.
func (n *net) all() []link.Record {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]link.Record(nil), n.records...)
}

// forget drops the records so far.
func (n *net) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.records = nil
}

// seen returns how many packets of a class a link has delivered.
func (n *net) seen(link, class string) (count int) {
	for _, r := range n.all() {
		if r.Kind == "delivered" && r.Link == link && r.Class == class {
			count++
		}
	}
	return count
}

func (n *net) tcp(host string) *socket.Socket {
	n.t.Helper()
	s, err := socket.New(n.Host(host), socket.AF_INET, socket.SOCK_STREAM, 0)
	must(n.t, err)
	return s
}

// listen returns a listener of the server's, and its address.
func (n *net) listen(backlog int) (*socket.Socket, socket.Addr) {
	n.t.Helper()
	l := n.tcp("server")
	must(n.t, l.Bind(socket.Inet("", 8080)))
	must(n.t, l.Listen(backlog))
	return l, socket.FromAddrPort(n.Host("server").Addr4(8080))
}

func (n *net) connect(to socket.Addr) *socket.Socket {
	n.t.Helper()
	s := n.tcp("client")
	s.SetTimeout(time.Minute)
	must(n.t, s.Connect(to))
	s.SetTimeout(socket.NoTimeout)
	return s
}

// pair returns the two ends of a connection.
func (n *net) pair() (client, server *socket.Socket) {
	n.t.Helper()
	l, addr := n.listen(1)
	defer l.Close()
	client = n.connect(addr)
	server, _, err := l.Accept()
	must(n.t, err)
	return client, server
}

// pause lets a little of the network's time pass.
func pause(t testing.TB, n *net) {
	t.Helper()
	s, err := socket.New(n.Host("client"), socket.AF_INET, socket.SOCK_DGRAM, 0)
	must(t, err)
	defer s.Close()
	s.SetTimeout(time.Millisecond)
	s.Recv(1)
}
