// Package sockettest is the conformance suite of package socket: what every
// socket.Stack does, in named cases, and that its net types work.
//
// The cases' doc comments name the rows (S63 to S86, S103 to S124) of the
// tutorials' inventory of claims and errors that they stand for. Waiting is
// for events, never for the clock: a case that finds a network too slow still
// passes, and one that finds it stuck ends by a watchdog.
package sockettest

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// Net is what the suite needs of a network: two hosts, which may be one stack.
type Net struct {
	Server, Client       socket.Stack
	ServerIP, ClientIP   netip.Addr // IPv4
	ServerIP6, ClientIP6 netip.Addr // IPv6; invalid if the network has none

	// TempDir is a short folder for AF_UNIX paths, "" if the network has no
	// AF_UNIX. Paths in it stay under 100 bytes.
	TempDir string

	// NoStreams is why the network has no stream sockets, "" if it has them.
	// Cases that need one are skipped.
	NoStreams string

	// Lacks says what this network does not do: case name to reason. Such a
	// case is skipped with the reason; a name that is no case fails the run.
	Lacks map[string]string

	// System names the system whose rules hold where systems differ:
	// "linux", "darwin". Other names get only what all systems have in common.
	System string
}

// patience is how long a case may take before the watchdog ends it.
const patience = 25 * time.Second

// A testCase is one property of sockets.
type testCase struct {
	name string // group/what-is-so
	run  func(*env)
}

// cases returns every case, group by group.
func cases() []testCase {
	var all []testCase
	for _, group := range [][]testCase{
		streamCases(), transferCases(), flagCases(), halfCloseCases(), resetCases(),
		listenCases(), backlogCases(), acceptCases(), bindCases(), reuseCases(),
		connectCases(), timeoutCases(), timeoutErrorCases(), deadlineCases(), nonblockingCases(),
		datagramCases(), datagramSizeCases(), datagramPeerCases(), datagramBufferCases(),
		closeCases(), stackCases(), concurrencyCases(),
		addressCases(), hostCases(), ipv6Cases(), typeCases(), rawCases(),
		optionCases(), optionEffectCases(), tcpInfoCases(),
		unixCases(), unixPathCases(), unixQueueCases(), netCases(), netErrorCases(), packetCases(),
	} {
		all = append(all, group...)
	}
	return all
}

// Run runs every case as a subtest, each on a network of its own, whose stacks
// are closed afterwards.
func Run(t *testing.T, open func(t *testing.T) Net) {
	all := cases()
	if err := checkLacks(all, lacks(t, open)); err != nil {
		t.Error(err)
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			n := open(t)
			defer n.Close()
			if reason, lacking := n.Lacks[c.name]; lacking {
				t.Skip(reason)
			}
			e := &env{T: t, Net: n}
			defer e.watch()()
			c.run(e)
		})
	}
}

// Close closes both stacks.
func (n Net) Close() {
	n.Server.Close()
	n.Client.Close()
}

func lacks(t *testing.T, open func(t *testing.T) Net) map[string]string {
	n := open(t)
	n.Close()
	return n.Lacks
}

// checkLacks fails if the table names no case, so that it cannot rot.
func checkLacks(all []testCase, lacks map[string]string) error {
	names := make(map[string]bool)
	for _, c := range all {
		names[c.name] = true
	}
	for name := range lacks {
		if !names[name] {
			return fmt.Errorf("the network lacks %q, which is no case of the suite", name)
		}
	}
	return nil
}

// watch starts the watchdog, which fails the case and closes the network, so
// that calls that wait return. Should they not even then, it panics: nothing
// else ends them. The returned function stops it.
func (e *env) watch() (stop func()) {
	var mu sync.Mutex
	over := make(chan struct{})
	timer := time.AfterFunc(patience, func() {
		mu.Lock()
		defer mu.Unlock()
		select {
		case <-over:
			return
		default:
		}
		e.Errorf("the case still runs after %v: closing the network", patience)
		e.expired.Store(true)
		go e.Net.Close()
		go e.lastResort(over)
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		close(over)
		timer.Stop()
	}
}

func (e *env) lastResort(over <-chan struct{}) {
	name := e.Name()
	select {
	case <-over:
	case <-time.After(patience / 8):
		panic(name + ": calls still wait after the network was closed")
	}
}

// Table returns what a network lacks as a table in Markdown, in the order of the
// cases' names.
func (n Net) Table() string {
	var b strings.Builder
	b.WriteString("| case of the suite | why it differs |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(n.Lacks)) {
		fmt.Fprintf(&b, "| %s | %s |\n", name, n.Lacks[name])
	}
	return b.String()
}
