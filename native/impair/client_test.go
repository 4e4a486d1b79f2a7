package impair

import (
	"net"
	"testing"
	"time"
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
	out.add(outgoing{client: c, data: []byte("in time")})
	out.flush()
	server.SetReadDeadline(time.Now().Add(5 * time.Second))
	buf := make([]byte, 100)
	if n, err := server.Read(buf); err != nil || string(buf[:n]) != "in time" {
		t.Errorf("the server got %q, %v, want \"in time\"", buf[:n], err)
	}
}
