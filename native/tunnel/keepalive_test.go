package tunnel_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/socketlab/socketlab/native/tunnel"
)

// hijack is the answer to a request over any connection.
type hijack struct {
	http.ResponseWriter
	conn net.Conn
}

func (h hijack) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(bufio.NewReader(h.conn), bufio.NewWriter(h.conn)), nil
}

// piped returns a client and the Conn that it is connected to, in memory, so
// that their time can be a bubble's.
func piped(t *testing.T) (*websocket.Conn, *tunnel.Conn) {
	near, far := net.Pipe()
	accepted := make(chan *tunnel.Conn)
	go func() {
		r, err := http.ReadRequest(bufio.NewReader(far))
		if err != nil {
			panic(err)
		}
		c, err := tunnel.Accept(hijack{conn: far}, r)
		if err != nil {
			panic(err)
		}
		accepted <- c
	}()
	dialer := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return near, nil }}
	raw, _, err := dialer.Dial("ws://h/", nil)
	check(t, err)
	c := <-accepted
	t.Cleanup(func() { raw.Close(); c.Close(); synctest.Wait() })
	return raw, c
}

// lost fails the test unless err is that of a connection that was lost.
func lost(t *testing.T, err error, why string) {
	t.Helper()
	var closed *tunnel.CloseError
	if !errors.As(err, &closed) || closed.Code != 1006 || !strings.Contains(closed.Reason, why) {
		t.Errorf("fails with %v, want code 1006 and %q", err, why)
	}
}

// TestSilence: a peer that answers no ping is gone.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		raw, c := piped(t)
		go io.Copy(io.Discard, raw.NetConn())
		start := time.Now()
		_, err := c.Read(make([]byte, 1))
		lost(t, err, "no answer for 2m0s")
		if since := time.Since(start); since != 150*time.Second {
			t.Errorf("after %v, want 150 s", since)
		}
	})
}

// TestAnswers: a peer that only answers pings is there, and so is one that is
// not read from.
func TestAnswers(t *testing.T) {
	for _, reads := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			raw, c := piped(t)
			if reads {
				go c.Read(make([]byte, 1))
			} else {
				raw.SetPingHandler(func(string) error { return nil })
			}
			go raw.NextReader() // answers pings, in the first case
			time.Sleep(24 * time.Hour)
			if err := c.Err(); err != nil {
				t.Errorf("reads %v: it ended: %v", reads, err)
			}
		})
	}
}

// TestStall: a peer that takes no bytes for long is gone.
func TestStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := piped(t)
		start := time.Now()
		_, err := c.Write(noise(100))
		lost(t, err, "no bytes for 2m0s")
		if since := time.Since(start); since != 2*time.Minute {
			t.Errorf("after %v, want 2 min", since)
		}
		if _, err := c.Read(make([]byte, 1)); err != c.Err() {
			t.Errorf("Read then fails with %v, want %v", err, c.Err())
		}
	})
}

// TestPong: a peer that pings and reads nothing does not keep Read from what
// it sends after that; and it gets the last pong when it reads.
func TestPong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		raw, c := piped(t)
		start := time.Now()
		go func() {
			raw.WriteControl(websocket.PingMessage, []byte("1"), time.Time{})
			synctest.Wait() // its pong is under way
			raw.WriteControl(websocket.PingMessage, []byte("2"), time.Time{})
			raw.WriteControl(websocket.PingMessage, []byte("3"), time.Time{})
			raw.WriteMessage(websocket.BinaryMessage, []byte("data"))
		}()
		buf := make([]byte, 10)
		n, err := c.Read(buf)
		check(t, err)
		if string(buf[:n]) != "data" || time.Since(start) != 0 {
			t.Errorf("Read returns %q after %v", buf[:n], time.Since(start))
		}
		var pongs []string
		raw.SetPongHandler(func(payload string) error { pongs = append(pongs, payload); return nil })
		go raw.NextReader()
		synctest.Wait()
		if got := strings.Join(pongs, " "); got != "1 3" {
			t.Errorf("pongs %q, want the one that was under way and the last", got)
		}
	})
}

// TestStuckClose: Close waits for a peer that takes no bytes, but not for long.
func TestStuckClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := piped(t)
		go c.Write(noise(100))
		synctest.Wait()
		start := time.Now()
		c.Close()
		if since := time.Since(start); since > 200*time.Millisecond {
			t.Errorf("Close takes %v", since)
		}
	})
}
