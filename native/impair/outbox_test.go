package impair

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T) *net.UDPConn {
	t.Helper()
	c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetReadDeadline(time.Now().Add(20 * time.Second))
	return c
}

// hear returns the next n datagrams, by who sent them.
func hear(t *testing.T, c *net.UDPConn, n int) map[string][]string {
	t.Helper()
	heard := make(map[string][]string)
	buf := make([]byte, 1<<16)
	for range n {
		n, from, err := c.ReadFromUDP(buf)
		if err != nil {
			t.Fatalf("%v, after %v", err, heard)
		}
		heard[from.String()] = append(heard[from.String()], string(buf[:n]))
	}
	return heard
}

// Datagrams of several clients, more than a batch, leave through the sockets that
// are theirs, each flow in order; what no socket can send is lost alone.
func TestOutbox(t *testing.T) {
	const clients, each = 3, 2*batch/3 + 5
	server, front := open(t), open(t)
	p := &UDP{socket: newSocket(front)}
	var of []*client
	var programs []*net.UDPConn
	for i := range clients {
		conn, err := net.DialUDP("udp", nil, server.LocalAddr().(*net.UDPAddr))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		program := open(t)
		to := program.LocalAddr().(*net.UDPAddr)
		of = append(of, &client{proxy: p, number: i + 1, addr: to.AddrPort(), to: to, socket: newSocket(conn)})
		programs = append(programs, program)
	}
	up, down := make(map[string][]string), make(map[string][]string)
	for n := range each {
		for i, c := range of {
			text := strings.Repeat(fmt.Sprint(i), n) // 0 bytes first
			up[c.socket.LocalAddr().String()] = append(up[c.socket.LocalAddr().String()], text)
			p.out.add(outgoing{client: c, data: []byte(text)})
			if n == 3 {
				p.out.add(outgoing{client: c, data: make([]byte, 65508)})
			}
			if i == n%2 {
				down[fmt.Sprint(i)] = append(down[fmt.Sprint(i)], text)
				p.out.add(outgoing{client: c, down: true, data: []byte(text)})
			}
		}
	}
	p.out.flush()
	if diff := cmp.Diff(up, hear(t, server, clients*each)); diff != "" {
		t.Errorf("the server got (-want +got):\n%s", diff)
	}
	got := make(map[string][]string)
	for i := range 2 {
		heard := hear(t, programs[i], len(down[fmt.Sprint(i)]))
		got[fmt.Sprint(i)] = heard[front.LocalAddr().String()]
	}
	if diff := cmp.Diff(down, got); diff != "" {
		t.Errorf("the clients got (-want +got):\n%s", diff)
	}
	if len(p.out.held) > 0 {
		t.Errorf("%d datagrams are still held", len(p.out.held))
	}
}
