package netstack_test

import (
	"testing"

	"github.com/socketlab/socketlab/shared/socket/sockettest"
	"github.com/socketlab/socketlab/shared/virtual"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
)

// open returns a client and a server on a perfect network.
func open(t *testing.T) sockettest.Net {
	n, err := virtual.New(virtual.Config{Streams: netstack.New})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	server, client := n.Host("server"), n.Host("client")
	return sockettest.Net{
		Server: server, Client: client,
		ServerIP: server.Addrs()[0], ClientIP: client.Addrs()[0],
		ServerIP6: server.Addrs()[1], ClientIP6: client.Addrs()[1],
		System: "linux",
		Lacks: map[string]string{
			"accept/serves-clients-in-turn":  "gVisor ends handshakes on several cores at once, so that two may change places",
			"flags/oob-is-beside-the-stream": "gVisor has no urgent data, and RFC 6093 says not to use it",
			"backlog/n-plus-one-connect":     "gVisor does not tell how long the accept queue is: see TestBacklog",
		},
	}
}

func TestConformance(t *testing.T) { sockettest.Run(t, open) }

func TestNettest(t *testing.T) { sockettest.Nettest(t, open) }
