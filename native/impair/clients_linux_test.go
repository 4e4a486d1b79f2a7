package impair_test

import (
	"context"
	"encoding/binary"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"golang.org/x/net/ipv4"
)

// clientAddr is the address of a client: Linux has all of 127.0.0.0/8, so one
// socket can send from any of them (IP_PKTINFO) and see which an answer is for.
func clientAddr(i int) net.IP { return net.IPv4(127, 1, byte(i>>8), byte(i)) }

// TestTenThousandClients has each client ask twice, while all the others are there.
func TestTenThousandClients(t *testing.T) {
	clients := 10_000
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if most := int(min(limit.Cur, 1<<20)) - 100; most < clients {
		t.Logf("the limit of descriptors is %d, so there are %d clients", limit.Cur, most)
		clients = most
	}
	p, err := impair.ListenUDP(impair.UDPConfig{Listen: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}, To: echoServer(t)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- p.Serve(ctx) }()
	defer func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	sockets, err := net.ListenPacket("udp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer sockets.Close()
	all := ipv4.NewPacketConn(sockets)
	if err := all.SetControlMessage(ipv4.FlagDst, true); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		askAll(t, all, net.UDPAddrFromAddrPort(p.Addr()), clients)
	}
	if got := p.Clients(); got != clients {
		t.Errorf("%d clients, want %d", got, clients)
	}
}

// askAll has each client send its number, 64 at once, and checks that each gets
// its own back, once.
func askAll(t *testing.T, all *ipv4.PacketConn, to net.Addr, clients int) {
	t.Helper()
	answered := make([]bool, clients)
	buf := make([]byte, 100)
	for sent, got := 0, 0; got < clients; {
		if sent < clients && sent-got < 64 {
			ask := binary.BigEndian.AppendUint32(nil, uint32(sent))
			if _, err := all.WriteTo(ask, &ipv4.ControlMessage{Src: clientAddr(sent)}, to); err != nil {
				t.Fatal(err)
			}
			sent++
			continue
		}
		all.SetReadDeadline(time.Now().Add(patience))
		n, control, _, err := all.ReadFrom(buf)
		if err != nil {
			t.Fatalf("of %d clients %d got an answer: %v", sent, got, err)
		}
		i := int(binary.BigEndian.Uint32(buf[:n]))
		if answered[i] || !control.Dst.Equal(clientAddr(i)) {
			t.Fatalf("client %v got the answer to %d, which is %v's", control.Dst, i, clientAddr(i))
		}
		answered[i] = true
		got++
	}
}

// When descriptors run out, clients that there are go on, new ones are turned
// away, and they are let in once there is room.
func TestDescriptorsRunOut(t *testing.T) {
	notes := make(chan string, 100)
	addr := proxy(t, impair.UDPConfig{To: echoServer(t), Note: func(s string) { notes <- s }})
	first, second := dial(t, addr), dial(t, addr)
	ask(t, first, "hello")
	<-notes
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	full := syscall.Rlimit{Cur: 0, Max: limit.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &full); err != nil {
		t.Fatal(err)
	}
	second.Write([]byte("lost"))
	note := <-notes
	ask(t, first, "still there")
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	want := second.LocalAddr().String() + " is turned away: no descriptor is left for its socket: raise the limit with 'ulimit -n'"
	if note != want {
		t.Errorf("note %q, want %q", note, want)
	}
	ask(t, second, "now")
}
