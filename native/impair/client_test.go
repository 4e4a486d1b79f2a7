package impair

import (
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What is sent to a server that has come arrives, although ICMP has refused what
// was sent before: that error is the next write's.
func TestRefusalIsOfBefore(t *testing.T) {
	server, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	addr := server.LocalAddr().(*net.UDPAddr)
	server.Close()
	conn, err := net.DialUDP("udp", nil, addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c, out := &client{socket: newSocket(conn)}, new(outbox) // nobody reads, so that no read gets the error
	out.add(outgoing{client: c, data: []byte("too early")})
	out.flush()
	if server, err = net.ListenUDP("udp", addr); err != nil {
		t.Skip(err) // someone else took the port
	}
	defer server.Close()
	want := []string{"in time", "and", "complete"}
	for _, text := range want {
		out.add(outgoing{client: c, data: []byte(text)})
	}
	out.flush()
	server.SetReadDeadline(time.Now().Add(5 * time.Second))
	if diff := cmp.Diff(want, hear(t, server, len(want))[conn.LocalAddr().String()]); diff != "" {
		t.Errorf("the server got (-want +got):\n%s", diff)
	}
}
