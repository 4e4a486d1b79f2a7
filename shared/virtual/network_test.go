package virtual_test

import (
	"errors"
	"net/netip"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pion/transport/v3/vnet"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// bubble runs f with a network in virtual time, and returns the records.
func bubble(t *testing.T, c virtual.Config, f func(*testing.T, *virtual.Network)) (records []link.Record) {
	synctest.Test(t, func(t *testing.T) {
		c.Scheduler.Bubble = true
		c.Scheduler.Record = func(r link.Record) { records = append(records, r) }
		n, err := virtual.New(c)
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		f(t, n)
	})
	return records
}

func udp(t *testing.T, h *virtual.Host) *socket.Socket {
	s, err := socket.New(h, socket.AF_INET, socket.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// drops returns what was dropped, as "link stage".
func drops(records []link.Record) (all []string) {
	for _, r := range records {
		if r.Kind == link.Dropped {
			all = append(all, r.Link+" "+r.Stage)
		}
	}
	return all
}

func TestDropsAtTheHost(t *testing.T) {
	records := bubble(t, virtual.Config{}, func(t *testing.T, n *virtual.Network) {
		client, server := udp(t, n.Host("client")), udp(t, n.Host("server"))
		must(t, server.Bind(socket.Inet("", 8001)))
		must(t, server.SetSockOpt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2000))
		for range 4 {
			_, err := client.SendTo(make([]byte, 1000), socket.Inet("server", 8001))
			must(t, err)
		}
		_, err := client.SendTo([]byte("x"), socket.Inet("server", 8002))
		must(t, err)
		_, err = client.SendTo([]byte("x"), socket.Inet("10.9.9.9", 8001))
		must(t, err)
		synctest.Wait()
		time.Sleep(time.Second)
	})
	want := []string{
		"client> route",
		"client>server rcvbuf", "client>server rcvbuf",
		"client>server port",
	}
	if diff := cmp.Diff(want, drops(records)); diff != "" {
		t.Errorf("drops (-want +got):\n%s", diff)
	}
}

// A connected socket hears of a port without a socket one round trip later, if
// both packets arrive.
func TestRefusalTakesARoundTrip(t *testing.T) {
	delays := func(string, string) (link.Conditions, []link.Change) {
		return link.Conditions{Delay: &link.Delay{Mean: 50 * time.Millisecond}}, nil
	}
	bubble(t, virtual.Config{Links: delays}, func(t *testing.T, n *virtual.Network) {
		s := udp(t, n.Host("client"))
		must(t, s.Connect(socket.Inet("server", 8001)))
		start := time.Now()
		_, err := s.Send([]byte("x"))
		must(t, err)
		_, err = s.Recv(1)
		if !errors.Is(err, socket.ECONNREFUSED) {
			t.Errorf("recv: %v, want ECONNREFUSED", err)
		}
		if took := time.Since(start).Round(10 * time.Microsecond); took != 100*time.Millisecond {
			t.Errorf("it took %v, want 100ms", took)
		}
	})
}

// A host behind a NAT is seen with the NAT's address, and only those it wrote to
// reach it.
func TestNAT(t *testing.T) {
	public := netip.MustParseAddr("203.0.113.1")
	c := virtual.Config{
		Hosts: []virtual.HostConfig{{Name: "client", Behind: "home"}, {Name: "server"}, {Name: "stranger"}},
		NATs: []virtual.NATConfig{{Name: "home", Public: public, Type: vnet.NATType{
			MappingBehavior: vnet.EndpointIndependent, FilteringBehavior: vnet.EndpointAddrPortDependent,
			MappingLifeTime: time.Minute,
		}}},
	}
	bubble(t, c, func(t *testing.T, n *virtual.Network) {
		client, server, stranger := udp(t, n.Host("client")), udp(t, n.Host("server")), udp(t, n.Host("stranger"))
		must(t, server.Bind(socket.Inet("", 8001)))
		_, err := client.SendTo([]byte("hello"), socket.Inet("server", 8001))
		must(t, err)
		_, from, err := server.RecvFrom(10)
		must(t, err)
		if from.IP != public {
			t.Errorf("the server sees %v, want the NAT, %v", from, public)
		}
		_, err = stranger.SendTo([]byte("trick"), from)
		must(t, err)
		_, err = server.SendTo([]byte("answer"), from)
		must(t, err)
		b, err := client.Recv(10)
		must(t, err)
		if string(b) != "answer" {
			t.Errorf("the client got %q, want only the answer", b)
		}
		client.SetTimeout(time.Second)
		if b, err := client.Recv(10); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("then it got %q, %v", b, err)
		}
	})
}

func TestClassesAndRules(t *testing.T) {
	c := virtual.Config{
		Classify: func(b []byte) string { return strings.TrimRight(string(b), "0123456789") },
		Links: func(from, _ string) (link.Conditions, []link.Change) {
			return link.Conditions{Script: []link.Rule{{Action: link.DropIt, Class: "data", From: 2}}}, nil
		},
	}
	bubble(t, c, func(t *testing.T, n *virtual.Network) {
		client, server := udp(t, n.Host("client")), udp(t, n.Host("server"))
		must(t, server.Bind(socket.Inet("", 8001)))
		for _, text := range []string{"data1", "hello", "data2", "data3"} {
			_, err := client.SendTo([]byte(text), socket.Inet("server", 8001))
			must(t, err)
		}
		for _, want := range []string{"data1", "hello", "data3"} {
			b, err := server.Recv(10)
			must(t, err)
			if string(b) != want {
				t.Errorf("got %q, want %q", b, want)
			}
		}
	})
}

func TestBadConfigs(t *testing.T) {
	addr := func(s string) []netip.Addr { return []netip.Addr{netip.MustParseAddr(s)} }
	tests := []struct {
		name, want string
		config     virtual.Config
	}{
		{"twice the same name", `virtual network: host "a": a host needs a name of its own`,
			virtual.Config{Hosts: []virtual.HostConfig{{Name: "a"}, {Name: "a"}}}},
		{"twice the same address", `virtual network: host "b": address 10.0.0.9: it can be an IPv4 or IPv6 address that is nobody else's`,
			virtual.Config{Hosts: []virtual.HostConfig{{Name: "a", Addrs: addr("10.0.0.9")}, {Name: "b", Addrs: addr("10.0.0.9")}}}},
		{"a loopback address", `virtual network: host "a": address 127.0.0.1: it can be an IPv4 or IPv6 address that is nobody else's`,
			virtual.Config{Hosts: []virtual.HostConfig{{Name: "a", Addrs: addr("127.0.0.1")}}}},
		{"an unknown NAT", `virtual network: host "a": it is behind "n", but there is no such NAT`,
			virtual.Config{Hosts: []virtual.HostConfig{{Name: "a", Behind: "n"}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n, err := virtual.New(test.config)
			if err == nil {
				n.Close()
				t.Fatal("no error")
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHostPanicsWithTheNames(t *testing.T) {
	n, err := virtual.New(virtual.Config{})
	must(t, err)
	defer n.Close()
	defer func() {
		if got, want := recover(), `virtual: the network has no host "sever"; it has ["client" "server"]`; got != want {
			t.Errorf("panic %v, want %s", got, want)
		}
	}()
	n.Host("sever")
}
