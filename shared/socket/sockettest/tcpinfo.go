package sockettest

import "github.com/socketlab/socketlab/shared/socket"

func optionEffectCases() []testCase {
	return []testCase{
		{"option/accepted-sockets-inherit", optionInherited},
		{"option/receive-buffer-bounds-a-silent-receiver", optionBound},
		{"option/error-of-a-refused-datagram", optionDatagramError},
	}
}

func tcpInfoCases() []testCase {
	return []testCase{
		{"tcpinfo/follows-the-states", tcpInfoStates},
		{"tcpinfo/measures", tcpInfoMeasures},
	}
}

// Accepted sockets have the listener's options (S72, S109).
func optionInherited(e *env) {
	l, addr := e.listen(1)
	e.must(l.SetSockOpt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1))
	e.connect(addr)
	server := e.accept(l)
	e.equal("SO_KEEPALIVE", true, e.option(server, socket.SO_KEEPALIVE) != 0)
}

// What a sender can send ahead is bounded by both buffers, not by the peer's
// program (S83, S84).
func optionBound(e *env) {
	client, server := e.narrow()
	sent := e.fill(client)
	room := e.option(client, socket.SO_SNDBUF) + e.option(server, socket.SO_RCVBUF)
	if sent == 0 || sent > 64*room {
		e.Errorf("%d bytes went out unread, the buffers hold %d", sent, room)
	}
	e.must(client.Close())
	e.equal("bytes that arrive", sent, drain(server))
}

// A refused datagram's error is pending in SO_ERROR, by number and by name (S51, S110, S114).
func optionDatagramError(e *env) {
	s := e.udp(e.Client)
	e.must(s.Connect(e.silent()))
	e.send(s, "anybody?")
	var number int
	e.until("the refusal", func() bool {
		number = e.option(s, socket.SO_ERROR)
		return number != 0
	})
	e.equal("SO_ERROR", socket.ECONNREFUSED.Number(), number)
	e.equal("SO_ERROR once read", 0, e.option(s, socket.SO_ERROR))
}

func (e *env) state(s *socket.Socket) string {
	e.Helper()
	info, err := s.TCPInfo()
	e.must(err)
	return info.State
}

// TCP_INFO names the state as RFC 9293 does: what listen, connect and the
// peer's FIN make of a socket (S65, S106).
func tcpInfoStates(e *env) {
	l, addr := e.listen(1)
	e.equal("a new socket", "CLOSED", e.state(e.tcp(e.Client)))
	e.equal("a listener", "LISTEN", e.state(l))
	client := e.connect(addr)
	server := e.accept(l)
	e.equal("client after connect", "ESTABLISHED", e.state(client))
	e.equal("server after accept", "ESTABLISHED", e.state(server))
	e.must(client.Shutdown(socket.SHUT_WR))
	e.ends(server)
	e.equal("server after the client's FIN", "CLOSE-WAIT", e.state(server))
	e.until("FIN-WAIT-2", func() bool { return e.state(client) == "FIN-WAIT-2" })
	e.must(server.Shutdown(socket.SHUT_WR))
	e.ends(client)
	e.until("the end of the server's side", func() bool { return e.state(server) == "CLOSED" })
}

// TCP_INFO measures the connection: segment size, window (S63).
func tcpInfoMeasures(e *env) {
	client, server := e.pair()
	e.send(client, "hello")
	e.says(server, "hello")
	info, err := client.TCPInfo()
	e.must(err)
	if info.SndMSS <= 0 || info.SndCwnd <= 0 || info.RTO <= 0 {
		e.Errorf("TCP_INFO has no segment size, congestion window or timeout: %+v", info)
	}
}
