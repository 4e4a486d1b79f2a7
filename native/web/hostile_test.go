//go:build linux || darwin

package web_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/socket"
)

// send writes bytes on a new connection.
func send(t testing.TB, l *lab, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", l.addr)
	check(t, err)
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	io.WriteString(c, text) // the server may have closed already
	return c
}

// TestSlowHeader sends half of a header and no more: the server gives up.
func TestSlowHeader(t *testing.T) {
	l := start(t, web.Config{}, func(s *web.Server) { web.Hasten(s, 50*time.Millisecond, 512) })
	for _, text := range []string{"", "G", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "} {
		c := send(t, l, text)
		if _, err := io.Copy(io.Discard, c); err != nil {
			t.Errorf("after %q: %v, want the end of the connection", text, err)
		}
	}
}

func TestBadRequests(t *testing.T) {
	l := start(t, web.Config{Page: files()})
	const host = "Host: localhost\r\n"
	for _, test := range []struct {
		name, request string
		want          int
	}{
		{"huge header", "GET / HTTP/1.1\r\n" + host + "X: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", 431},
		{"many headers", "GET / HTTP/1.1\r\n" + host + strings.Repeat("X: y\r\n", 16<<10) + "\r\n", 431},
		{"huge path", "GET /" + strings.Repeat("x", 64<<10) + " HTTP/1.1\r\n" + host + "\r\n", 431},
		{"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
		{"two Hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", 400},
		{"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 421},
		{"two Origins", "GET /sessions HTTP/1.1\r\n" + host + "Origin: http://localhost\r\nOrigin: http://localhost\r\n\r\n", 403},
		{"other host in the URL", "GET http://evil.example/ HTTP/1.1\r\n" + host + "\r\n", 421},
		{"asterisk", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 200},
		{"CONNECT", "CONNECT localhost:22 HTTP/1.1\r\n" + host + "\r\n", 404},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
		{"POST to the bridge", "POST /bridge HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello", 405},
		{"half a handshake", "GET /bridge HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 400},
		{"old version", "GET /bridge HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: websocket\r\n" +
			"Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", 400},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := send(t, l, test.request)
			answer, err := http.ReadResponse(bufio.NewReader(c), nil)
			check(t, err)
			answer.Body.Close()
			if answer.StatusCode != test.want {
				t.Errorf("status %d, want %d", answer.StatusCode, test.want)
			}
		})
	}
	if got := ask(t, "GET", "http://"+l.addr+"/", nil); got.status != 200 {
		t.Errorf("afterwards: status %d", got.status)
	}
	if left := sessions(t, l); len(left) != 0 {
		t.Errorf("sessions that never were are left: %v", left)
	}
}

// TestManyConnections opens more connections than may wait: the last is closed,
// a session that there was goes on, and there is room once one has left.
func TestManyConnections(t *testing.T) {
	const most = 8
	l := start(t, web.Config{}, func(s *web.Server) { web.Hasten(s, patience, most) })
	st := dial(t, "ws://"+l.addr+"/bridge", nil)
	var held []net.Conn
	for range most {
		held = append(held, send(t, l, "GET"))
	}
	if _, err := io.Copy(io.Discard, send(t, l, "")); err != nil {
		t.Errorf("a connection too many: %v, want its end", err)
	}
	listener(t, st, 0)
	for _, c := range held {
		c.Close()
	}
	eventually(t, "there is room", func() bool {
		answer, err := http.Get("http://" + l.addr + "/healthz")
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == 200
	})
	http.DefaultClient.CloseIdleConnections()
}

// TestBadSessions opens WebSockets that send what is no bridge's.
func TestBadSessions(t *testing.T) {
	l := start(t, web.Config{})
	const upgrade = "GET /bridge HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
	for _, frames := range []string{
		"", "\x00", "garbage that is no frame of a WebSocket", "\x81\x85\x00\x00\x00\x00hello", // text
		"\x82\x85\x00\x00\x00\x00hello",                            // no yamux
		"\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", // a frame of 2^63 bytes
		"\x82\x05hello", // not masked
	} {
		c := send(t, l, upgrade+frames)
		c.(*net.TCPConn).CloseWrite()
		if _, err := io.Copy(io.Discard, c); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%q: %v", frames, err)
		}
	}
	eventually(t, "all sessions are gone", func() bool { return len(sessions(t, l)) == 0 })
	listener(t, dial(t, "ws://"+l.addr+"/bridge", nil), 0)
}

// TestBanned breaks the bridge's protocol: the next session from that address
// is refused for a while, and sessions that were there go on.
func TestBanned(t *testing.T) {
	l := start(t, web.Config{})
	good := dial(t, "ws://"+l.addr+"/bridge", nil)
	bad, err := tunnel.Dial(t.Context(), "ws://"+l.addr+"/bridge", nil)
	check(t, err)
	bad.Write([]byte("this is no frame of yamux"))
	io.Copy(io.Discard, bad) // until the server ends it
	bad.Close()
	eventually(t, "the next session is refused", func() bool {
		var next *tunnel.Conn
		if next, err = tunnel.Dial(t.Context(), "ws://"+l.addr+"/bridge", nil); err == nil {
			next.Close()
		}
		return err != nil
	})
	if !strings.Contains(err.Error(), "429") {
		t.Errorf("the next session: %v, want 429", err)
	}
	if _, err := good.Socket(socket.AF_INET, socket.SOCK_DGRAM, 0); err != nil {
		t.Errorf("a session that was there: %v", err)
	}
}

// TestOtherVersion speaks another version of the bridge's format: it is told, and
// not banned.
func TestOtherVersion(t *testing.T) {
	l := start(t, web.Config{})
	old, err := tunnel.Dial(t.Context(), "ws://"+l.addr+"/bridge", nil)
	check(t, err)
	mux, err := yamux.Client(old, nil)
	check(t, err)
	stream, err := mux.OpenStream()
	check(t, err)
	stream.Write([]byte{2, 1})
	<-mux.CloseChan()
	mux.Close()
	eventually(t, "its session is gone", func() bool { return len(sessions(t, l)) == 0 })
	listener(t, dial(t, "ws://"+l.addr+"/bridge", nil), 0)
	if !strings.Contains(l.log.String(), "another version of the wire format") {
		t.Errorf("the log does not say why the session ended:\n%s", l.log)
	}
}
