package netstack_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// TestSpeed: TCP lives in the network's time. On a clock a hundred times as fast
// as this machine's, a round trip of 400 ms takes 4, but TCP sees 400.
func TestSpeed(t *testing.T) {
	clock := link.NewPacedClock()
	must(t, clock.SetSpeed(100))
	slow := link.Conditions{Delay: &link.Delay{Mean: 200 * time.Millisecond}}
	n := start(t, virtual.Config{Scheduler: link.SchedulerConfig{Clock: clock}}, slow)
	client, server := n.pair()
	for _, way := range [][2]*socket.Socket{{client, server}, {server, client}} {
		_, err := way[0].Send([]byte("x"))
		must(t, err)
		_, err = way[1].Recv(1)
		must(t, err)
	}
	info, err := client.TCPInfo()
	must(t, err)
	if info.RTT < 390*time.Millisecond || info.RTO < info.RTT {
		t.Errorf("round trip %v, timeout %v; want 400ms and more", info.RTT, info.RTO)
	}
}

// TestPause: a clock that stands, and is stepped from timer to timer, has TCP's
// timers among them.
func TestPause(t *testing.T) {
	clock := link.NewPacedClock()
	c := link.Conditions{Script: []link.Rule{{Action: link.DropIt, Class: "SYN", From: 1}}}
	n := start(t, virtual.Config{Scheduler: link.SchedulerConfig{Clock: clock}}, c)
	_, addr := n.listen(1)
	clock.Pause()
	connected := make(chan error, 1)
	s := n.tcp("client")
	go func() { connected <- s.Connect(addr) }()
	for len(n.segments(link.Sent, "client>server", "SYN")) == 0 {
		runtime.Gosched()
	}
	for passed := time.Duration(0); passed < initialRTO; runtime.Gosched() {
		step, _ := clock.Step() // an error: nothing waits for the clock yet
		passed += step
	}
	clock.Resume()
	must(t, <-connected)
	again(t, n.segments(link.Sent, "client>server", "SYN"), initialRTO)
}
