package virtual_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pion/transport/v3/vnet"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// A broadcast reaches the hosts of the sender's own network, each over a link of
// its own, and no other.
func TestBroadcast(t *testing.T) {
	c := virtual.Config{
		Hosts: []virtual.HostConfig{{Name: "sender"}, {Name: "deaf"}, {Name: "far", Behind: "home"}, {Name: "near"}},
		NATs:  []virtual.NATConfig{{Name: "home", Public: netip.MustParseAddr("203.0.113.1"), Type: vnet.NATType{}}},
		Links: func(_, to string) (c link.Conditions, _ []link.Change) {
			if to == "deaf" {
				c.Script = []link.Rule{{Action: link.DropIt}}
			}
			return c, nil
		},
	}
	got := make(map[string]string)
	bubble(t, c, func(t *testing.T, n *virtual.Network) {
		for _, name := range n.Names() {
			s := udp(t, n.Host(name))
			must(t, s.Bind(socket.Inet("", 8001)))
			s.SetTimeout(time.Second)
			defer func() {
				b, _ := s.Recv(10)
				got[name] = string(b)
			}()
		}
		s := udp(t, n.Host("sender"))
		must(t, s.SetSockOpt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1))
		_, err := s.SendTo([]byte("all"), socket.Inet("255.255.255.255", 8001))
		must(t, err)
	})
	want := map[string]string{"sender": "all", "near": "all", "deaf": "", "far": ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
