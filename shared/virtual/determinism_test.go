package virtual_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

const (
	oneWay = 5 * time.Millisecond
	port   = "8001"
)

// trace runs a program in a bubble, and returns the records of its network.
func trace(t *testing.T, c virtual.Config, program func(*testing.T, *virtual.Network)) (all []link.Record) {
	synctest.Test(t, func(t *testing.T) {
		c.Scheduler.Bubble = true
		c.Scheduler.Record = func(r link.Record) { all = append(all, r) }
		if c.Links == nil {
			c.Links = lossy(&link.Delay{Mean: oneWay})
		}
		n, err := virtual.New(c)
		if err != nil {
			t.Fatal(err)
		}
		program(t, n)
		n.Close()
	})
	return all
}

// same reports whether two records are equal.
func same(a, b link.Record) bool {
	data := bytes.Equal(a.Data, b.Data)
	a.Data, b.Data = nil, nil
	return data && reflect.DeepEqual(a, b)
}

func lossy(d *link.Delay) func(string, string) (link.Conditions, []link.Change) {
	return func(string, string) (link.Conditions, []link.Change) {
		return link.Conditions{Loss: 0.2, Duplicate: 0.05, Delay: d}, nil
	}
}

func listen(t *testing.T, h *virtual.Host) net.PacketConn {
	c, err := socket.ListenPacket(t.Context(), h, "udp4", "0.0.0.0:"+port)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// echo sends back what comes, until the network is closed.
func echo(c net.PacketConn) {
	buf := make([]byte, 2000)
	for {
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			return
		}
		c.WriteTo(buf[:n], from)
	}
}

// stopAndWait sends packets one at a time, again after a timeout.
func stopAndWait(packets int, timeout time.Duration) func(*testing.T, *virtual.Network) {
	return func(t *testing.T, n *virtual.Network) {
		go echo(listen(t, n.Host("server")))
		c, err := socket.Dial(t.Context(), n.Host("client"), "udp4", "server:"+port)
		if err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 10)
		for i := range packets {
			for text := strconv.Itoa(i); string(buf[:len(text)]) != text; {
				c.Write([]byte(text))
				c.SetReadDeadline(time.Now().Add(timeout))
				for {
					if _, err := c.Read(buf); err != nil || string(buf[:len(text)]) == text {
						break
					}
				}
			}
		}
	}
}

// crowd has each host send to each other, with so many packets in flight.
func crowd(flight int) func(*testing.T, *virtual.Network) {
	return func(t *testing.T, n *virtual.Network) {
		var conns []net.PacketConn
		for _, name := range n.Names() {
			conns = append(conns, listen(t, n.Host(name)))
		}
		var all sync.WaitGroup
		for i, c := range conns {
			all.Go(func() {
				for j := range conns {
					for k := range flight {
						if j != i {
							c.WriteTo(fmt.Appendf(nil, "%d from %d", k, i), conns[j].LocalAddr().(*net.UDPAddr))
						}
					}
				}
				buf := make([]byte, 100)
				for range 4 * flight {
					c.SetReadDeadline(time.Now().Add(20 * oneWay))
					m, from, err := c.ReadFrom(buf)
					if err != nil {
						return
					}
					c.WriteTo(buf[:m], from)
				}
			})
		}
		all.Wait()
	}
}

// timers gives each packet a timer of its own, so that many goroutines send on
// one socket at the same instant.
func timers(t *testing.T, n *virtual.Network) {
	go echo(listen(t, n.Host("server")))
	c, err := socket.Dial(t.Context(), n.Host("client"), "udp4", "server:"+port)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	missing := make(map[string]*time.Timer)
	mu.Lock()
	for i := range 32 {
		text := fmt.Sprintf("%02d", i)
		c.Write([]byte(text))
		missing[text] = time.AfterFunc(2*oneWay, func() {
			mu.Lock()
			defer mu.Unlock()
			if timer := missing[text]; timer != nil {
				c.Write([]byte(text))
				timer.Reset(2 * oneWay)
			}
		})
	}
	mu.Unlock()
	buf := make([]byte, 10)
	for left := 32; left > 0; {
		m, err := c.Read(buf)
		if err != nil {
			t.Error(err)
			return
		}
		mu.Lock()
		if timer := missing[string(buf[:m])]; timer != nil {
			timer.Stop()
			missing[string(buf[:m])] = nil
			left--
		}
		mu.Unlock()
	}
}

func TestOneTracePerSeed(t *testing.T) {
	eight := make([]virtual.HostConfig, 8)
	for i := range eight {
		eight[i].Name = fmt.Sprintf("h%d", i+1)
	}
	seeds, runs, packets, flight := uint64(2), 3, 100, 8
	if os.Getenv("SOAK") != "" {
		seeds, runs, packets, flight = 10, 20, 1000, 32
	}
	near := lossy(&link.Delay{Mean: oneWay, Jitter: oneWay / 10, Distribution: link.Uniform})
	tests := []struct {
		name    string
		config  virtual.Config
		program func(*testing.T, *virtual.Network)
	}{
		{"stop and wait", virtual.Config{}, stopAndWait(packets, 3*oneWay)},
		{"a timer that ties with the round trip", virtual.Config{}, stopAndWait(packets, 2*oneWay)},
		{"both ways, 32 in flight", virtual.Config{}, crowd(32)},
		{"delays that vary", virtual.Config{Links: near}, crowd(32)},
		{"eight hosts", virtual.Config{Hosts: eight}, crowd(flight)},
		{"a timer a packet", virtual.Config{Scheduler: link.SchedulerConfig{ByContent: true}}, timers},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for seed := range seeds {
				test.config.Seed = seed
				want := trace(t, test.config, test.program)
				for range runs - 1 {
					got := trace(t, test.config, test.program)
					if !slices.EqualFunc(want, got, same) {
						t.Fatalf("seed %d: two runs differ (-first +second):\n%s", seed, cmp.Diff(want, got))
					}
				}
			}
		})
	}
}
