package virtual_test

import (
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// What is sent to nobody is recorded in its place: once at the same time as
// others, in the same order in each run, and behind what was sent before.
func TestNobody(t *testing.T) {
	run := func() []link.Record {
		c := virtual.Config{Links: lossy(&link.Delay{Mean: oneWay})}
		return bubble(t, c, func(t *testing.T, n *virtual.Network) {
			var all sync.WaitGroup
			for _, name := range n.Names() {
				c := listen(t, n.Host(name))
				all.Go(func() {
					for i := range 40 {
						time.Sleep(10 * time.Microsecond * time.Duration(i%2))
						c.WriteTo([]byte("x"), &net.UDPAddr{IP: net.IPv4(10, 9, 9, 9), Port: 1})
						c.WriteTo([]byte("x"), &net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 8001})
					}
				})
			}
			all.Wait()
			time.Sleep(time.Second)
		})
	}
	first := run()
	for range 5 {
		if !slices.EqualFunc(first, run(), same) {
			t.Fatal("two runs of one seed differ")
		}
	}
	lost := 0
	for i, r := range first {
		if i > 0 && r.Time < first[i-1].Time {
			t.Errorf("record %d, at %v, comes behind one at %v", i, r.Time, first[i-1].Time)
		}
		if r.Stage == "route" {
			lost++
		}
	}
	if lost != 80 {
		t.Errorf("%d packets found nobody, want 80", lost)
	}
}

// Who is connected anew sends from the address that the socket has then.
func TestConnectAgain(t *testing.T) {
	bubble(t, virtual.Config{}, func(t *testing.T, n *virtual.Network) {
		server, client := udp(t, n.Host("server")), udp(t, n.Host("client"))
		must(t, server.Bind(socket.Inet("", 8001)))
		must(t, client.Connect(socket.Inet("127.0.0.1", 9)))
		client.SendTo([]byte("a"), socket.Inet("10.0.0.2", 8001))
		_, _, err := server.RecvFrom(10)
		must(t, err)
		must(t, client.Connect(socket.Inet("10.0.0.2", 8001)))
		name, err := client.GetSockName()
		must(t, err)
		_, err = client.Send([]byte("b"))
		must(t, err)
		if _, from, err := server.RecvFrom(10); err != nil || from != name {
			t.Errorf("the datagram comes from %v, %v; want the socket's name, %v", from, err, name)
		}
	})
}

// What is sent when a packet arrives goes on at once, however near the next event
// of another link is.
func TestForwarding(t *testing.T) {
	hosts := []virtual.HostConfig{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	links := func(string, string) (link.Conditions, []link.Change) {
		return link.Conditions{Delay: &link.Delay{Mean: oneWay}}, nil
	}
	synctest.Test(t, func(t *testing.T) {
		n, err := virtual.New(virtual.Config{Hosts: hosts, Links: links, Scheduler: link.SchedulerConfig{Bubble: true}})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		if l, err := n.Link("b", "c"); err != nil || l.Set(link.Conditions{}) != nil { // less delay than it begins with
			t.Fatal(err)
		}
		a, b, c := listen(t, n.Host("a")), listen(t, n.Host("b")), listen(t, n.Host("c"))
		go func() {
			buf := make([]byte, 1)
			for {
				if _, _, err := b.ReadFrom(buf); err != nil {
					return
				}
				b.WriteTo(buf, &net.UDPAddr{IP: net.IPv4(10, 0, 0, 3), Port: 8001})
			}
		}()
		start := time.Now()
		for i := range 3 {
			a.WriteTo([]byte{byte(i)}, &net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 8001})
			time.Sleep(50 * time.Microsecond)
		}
		for i := range 3 {
			if _, _, err := c.ReadFrom(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			due := oneWay + time.Duration(i)*50*time.Microsecond
			if late := time.Since(start) - due; late < 0 || late > 5*time.Microsecond {
				t.Errorf("packet %d is %v late, want a few microseconds: each hop has an instant of its own", i, late)
			}
		}
	})
}
