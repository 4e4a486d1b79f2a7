package netstack_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
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
			"backlog/n-plus-one-connect":     "gVisor does not tell how long the accept queue is; it is as long as on Linux, as TestBacklog sees",
		},
	}
}

var update = flag.Bool("update", false, "write differences.md")

// differences.md is the suite's own table of what differs from Linux.
func TestDifferences(t *testing.T) {
	const name = "differences.md"
	want := "# TCP of virtual hosts and of Linux\n\nMade by `go test -run Differences -update`; the package's comment has what no case of the suite is about.\n\n" + open(t).Table()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not what the suite says; write it with -update (-want +got):\n%s", name, diff)
	}
}

func TestConformance(t *testing.T) { sockettest.Run(t, open) }

func TestNettest(t *testing.T) { sockettest.Nettest(t, open) }
