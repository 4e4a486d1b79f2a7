package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/socketlab/socketlab/native/capture"
	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/segment"
	"github.com/socketlab/socketlab/shared/socket"
)

const (
	lookEvery = 20 * time.Millisecond // at the states of connections, besides after each event
	lastWords = 60 * time.Millisecond // for segments that come after the last call: more than a delayed ACK takes
)

// kernelView shows what this machine's kernel does for a server's port.
type kernelView struct {
	below   *below
	port    uint16
	capture *capture.Capture // nil: it is not allowed
	start   time.Time
	fail    atomic.Bool // states cannot be had
	running sync.WaitGroup
	stop    context.CancelFunc
}

// watchKernel begins a view. What cannot be had is said.
func watchKernel(ctx context.Context, c *console, b *below, port uint16) (*kernelView, error) {
	v := &kernelView{below: b, port: port, start: time.Now()}
	ctx, v.stop = context.WithCancel(context.WithoutCancel(ctx))
	var err error
	if v.capture, err = capture.Loopback(port); err != nil {
		if b.pcap != "" {
			v.stop()
			return nil, fmt.Errorf("--pcap: %w: %s", err, allow(err))
		}
		c.say("segments are not shown: %v: %s", err, allow(err))
	}
	if v.capture != nil {
		v.running.Go(v.segments)
	}
	if b.pulse != nil {
		v.running.Go(func() {
			b.pulse.Watch(ctx, lookEvery, func() {
				at := time.Now()
				all, err := kernel.Connections(port)
				if err == nil {
					v.states(at, all)
				} else if v.fail.CompareAndSwap(false, true) {
					c.say("states are not shown: %v", err)
				}
			})
		})
	}
	return v, nil
}

// allow says how to have what an error refused.
func allow(err error) string {
	if !errors.Is(err, os.ErrPermission) {
		return "on a virtual network, such as with --delay 10ms, they are"
	}
	program, _ := os.Executable()
	return fmt.Sprintf("'sudo setcap cap_net_raw+ep %s' allows it, and so does --delay 10ms, for its network is virtual", program)
}

// segments writes what is captured.
func (v *kernelView) segments() {
	for n := int64(1); ; n++ {
		p, err := v.capture.Next()
		if err != nil {
			return
		}
		from, to := "client", "server"
		s, err := segment.Parse(p.Data)
		if err != nil {
			continue
		}
		if s.Src.Port() == v.port {
			from, to = to, from
		}
		v.below.timeline.Captured(from, to, p.Time, p.Sent, p.Data)
		kind := link.Sent
		if !p.Sent {
			kind = link.Delivered
		}
		if v.below.capture != nil && (p.Sent || v.below.host != "") { // once in a file of both hosts: they are one
			v.below.capture.Record(link.Record{Kind: kind, Time: p.Time.Sub(v.start), Link: from + ">" + to, N: n,
				Src: s.Src.String(), Dst: s.Dst.String(), Size: len(p.Data), Data: p.Data})
		}
	}
}

// states writes what has changed. A connection that has the port at both ends
// is the server's.
func (v *kernelView) states(at time.Time, all []socket.Connection) {
	var client, server []socket.Connection
	for _, c := range all {
		if c.Local.Port() == v.port {
			server = append(server, c)
		} else {
			client = append(client, c)
		}
	}
	v.below.timeline.States("client", at, client)
	v.below.timeline.States("server", at, server)
}

// end waits for the last segments, and ends the view.
func (v *kernelView) end(c *console) {
	time.Sleep(lastWords)
	v.stop()
	if v.capture != nil {
		if missed := v.capture.Missed(); missed > 0 {
			c.say("%d segments were too fast to be captured", missed)
		}
		v.capture.Close()
	}
	v.running.Wait()
}
