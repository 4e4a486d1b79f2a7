package virtual_test

import (
	"testing"

	"github.com/socketlab/socketlab/shared/socket/sockettest"
	"github.com/socketlab/socketlab/shared/virtual"
)

func TestConformance(t *testing.T) {
	sockettest.Run(t, func(t *testing.T) sockettest.Net {
		n, err := virtual.New(virtual.Config{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { n.Close() })
		server, client := n.Host("server"), n.Host("client")
		return sockettest.Net{
			Server: server, Client: client,
			ServerIP: server.Addrs()[0], ClientIP: client.Addrs()[0],
			ServerIP6: server.Addrs()[1], ClientIP6: client.Addrs()[1],
			System:    "linux",
			NoStreams: "streams are package netstack's, which runs the suite, too",
		}
	})
}
