// Package simulate plays lessons on virtual networks.
package simulate

import (
	"fmt"
	"slices"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/segment"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// Network makes a scenario's network, and puts a lesson's run on it: each role on
// the host of its name, the server at that host's address. The network lives in the
// run's Clock, and record is called with what its links do. streams is its TCP,
// netstack.New; nil: there are datagrams alone. Closing it is for the caller.
func Network(l *lesson.Lesson, s *scenario.Scenario, streams virtual.Streams, record func(link.Record), to *lesson.RunConfig) (*virtual.Network, error) {
	if err := fits(l, s); err != nil {
		return nil, err
	}
	config := virtual.Of(s)
	config.Classify, config.Streams = rdt.Class, streams
	config.Scheduler = link.SchedulerConfig{Clock: to.Clock, Record: record}
	n, err := virtual.New(config)
	if err != nil {
		return nil, err
	}
	to.Addr = socket.FromAddrPort(n.Host("server").Addr4(uint16(to.Addr.Port)))
	to.Stack, to.Links = func(role string) socket.Stack { return n.Host(role) }, s.Link
	return n, nil
}

// fits returns an error if a lesson cannot run on a scenario's network, or if that
// has rules for packets which neither a host nor a protocol sends.
func fits(l *lesson.Lesson, s *scenario.Scenario) error {
	hosts := s.HostNames()
	for _, role := range l.Roles {
		if !slices.Contains(hosts, role.Name) {
			return fmt.Errorf("the lesson's hosts are client and server; this network has %q", hosts)
		}
	}
	return s.CheckClasses(l.Name, Classes(l))
}

// Classes returns what rules of links can call a lesson's packets, besides the
// names of hosts: "data".
func Classes(l *lesson.Lesson) []string {
	if l.Type == socket.SOCK_STREAM {
		return segment.Classes()
	}
	return l.Packets
}
