package virtual_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/pion/transport/v3/vnet"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// Where there can be no stream socket, the error says why.
func TestNoStreams(t *testing.T) {
	some := func(virtual.StreamConfig) (virtual.StreamStack, error) { return nil, errors.New("not asked") }
	tests := []struct {
		name, want string
		config     virtual.Config
	}{
		{"none given", "Config.Streams", virtual.Config{}},
		{"in a bubble", "real time", virtual.Config{Streams: some, Scheduler: link.SchedulerConfig{Bubble: true}}},
		{"behind a NAT", "behind a NAT", virtual.Config{
			Streams: some,
			Hosts:   []virtual.HostConfig{{Name: "client", Behind: "home"}},
			NATs:    []virtual.NATConfig{{Name: "home", Public: netip.MustParseAddr("203.0.113.1"), Type: vnet.NATType{}}},
		}},
		{"that fails to start", "the TCP of client: not asked", virtual.Config{Streams: some}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n, err := virtual.New(test.config)
			must(t, err)
			defer n.Close()
			_, err = socket.New(n.Host("client"), socket.AF_INET, socket.SOCK_STREAM, 0)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one that says %q", err, test.want)
			}
		})
	}
}
