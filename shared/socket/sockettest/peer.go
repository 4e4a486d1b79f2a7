package sockettest

import (
	"bytes"
	"net/netip"

	"github.com/socketlab/socketlab/shared/socket"
)

func datagramPeerCases() []testCase {
	return []testCase{
		{"datagram/connected-hears-refusal", peerRefused},
		{"datagram/connected-filters-senders", peerFilters},
		{"datagram/connected-knows-its-addresses", peerNames},
		{"datagram/connected-may-connect-elsewhere", peerElsewhere},
		{"datagram/connected-sendto-another", peerSendTo},
	}
}

func datagramBufferCases() []testCase {
	return []testCase{
		{"datagram/full-receive-buffer-drops", bufferDrops},
		{"datagram/broadcast-needs-the-option", broadcastOption},
		{"datagram/broadcast-arrives", broadcastArrives},
	}
}

// A connected UDP socket is told that nobody listens: the next call fails (S114, S120).
func peerRefused(e *env) {
	client := e.udp(e.Client)
	e.must(client.Connect(e.silent()))
	e.send(client, "anybody?")
	_, err := client.Recv(10)
	e.fails("recv", err, socket.ECONNREFUSED)
	client.SetTimeout(short)
	_, err = client.Recv(10) // the error was told once
	e.timesOut("second recv", err)
}

// A connected UDP socket gets its peer's datagrams only (S120, S123).
func peerFilters(e *env) {
	client, server, from, to := e.datagrams()
	e.must(client.Connect(to))
	stranger := e.udp(e.Server)
	e.bind(stranger, e.ServerIP)
	e.sendTo(stranger, "trick", from)
	e.sendTo(server, "answer", from)
	e.says(client, "answer")
	client.SetTimeout(short)
	_, err := client.Recv(10)
	e.timesOut("recv after the answer", err)
}

// connect on UDP sends nothing; it sets the peer, and the own address (S120).
func peerNames(e *env) {
	client, server := e.udp(e.Client), e.udp(e.Server)
	to := e.bind(server, e.ServerIP)
	_, err := client.GetPeerName()
	e.fails("getpeername before connect", err, socket.ENOTCONN)
	e.must(client.Connect(to))
	peer, err := client.GetPeerName()
	e.must(err)
	e.equal("peer", to, peer)
	e.equal("own address", e.ClientIP.String(), e.name(client).IP.String())
	e.send(client, "hello")
	b, from, err := server.RecvFrom(10)
	e.must(err)
	e.equal("received", "hello", string(b))
	e.equal("from", e.name(client), from)
}

// A UDP socket may be connected again, to another peer (S120).
func peerElsewhere(e *env) {
	client, server, _, to := e.datagrams()
	other := e.udp(e.Server)
	e.must(client.Connect(to))
	e.must(client.Connect(e.bind(other, e.ServerIP)))
	e.send(client, "hello")
	e.says(other, "hello")
	server.SetTimeout(short)
	_, err := server.Recv(10)
	e.timesOut("recv at the first peer", err)
}

// sendto from a connected socket reaches another peer on Linux; elsewhere it
// is EISCONN (S120).
func peerSendTo(e *env) {
	client, _, _, to := e.datagrams()
	other := e.udp(e.Server)
	addr := e.bind(other, e.ServerIP)
	e.must(client.Connect(to))
	_, err := client.SendTo([]byte("aside"), addr)
	if !e.linux() && err != nil {
		e.fails("sendto", err, socket.EISCONN)
		return
	}
	e.must(err)
	e.says(other, "aside")
}

// What does not fit into the receive buffer is dropped; the sender neither
// waits nor is told (S64, S83, S114).
func bufferDrops(e *env) {
	client, server, _, to := e.datagrams()
	e.must(server.SetSockOpt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8<<10))
	const sent = 300
	datagram := bytes.Repeat([]byte("x"), 1000)
	for range sent {
		_, err := client.SendTo(datagram, to)
		e.must(err)
	}
	received := 0
	server.SetTimeout(4 * short)
	for {
		b, err := server.Recv(2000)
		if err != nil {
			e.timesOut("recv from an emptied buffer", err)
			break
		}
		e.equal("length", len(datagram), len(b)) // whole, or not at all
		received++
	}
	if received == 0 || received >= sent {
		e.Errorf("%d of %d datagrams arrived, want only some", received, sent)
	}
}

// broadcast returns the broadcast address of the client's network. That of
// loopback (127.0.0.0/8) never leaves the host.
func (e *env) broadcast() netip.Addr {
	if e.ClientIP.IsLoopback() {
		return netip.AddrFrom4([4]byte{127, 255, 255, 255})
	}
	return netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

// Only a socket with SO_BROADCAST may send to everybody (S64).
func broadcastOption(e *env) {
	to := socket.Addr{IP: e.broadcast(), Port: e.silent().Port}
	s := e.udp(e.Client)
	_, err := s.SendTo([]byte("hello"), to)
	e.fails("sendto", err, socket.EACCES)
	e.must(s.SetSockOpt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1))
	e.sendTo(s, "hello", to)
}

// A broadcast reaches a socket bound to all addresses (S64, S94).
func broadcastArrives(e *env) {
	if e.ClientIP.IsLoopback() && !e.linux() {
		e.Skip("only Linux's loopback has a broadcast address")
	}
	server := e.udp(e.Server)
	port := e.bind(server, netip.IPv4Unspecified()).Port
	client := e.udp(e.Client)
	e.must(client.SetSockOpt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1))
	e.sendTo(client, "everybody", socket.Addr{IP: e.broadcast(), Port: port})
	e.says(server, "everybody")
}
