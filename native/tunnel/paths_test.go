package tunnel_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
)

// A path is a way to a TCP server of this machine.
type path struct {
	name string
	dial func(address string) (net.Conn, error)
}

// paths returns raw loopback, a plain relay, and the bridge over a WebSocket.
func paths(b *testing.B) []path {
	st := dialBridge(b, serveWeb(b))
	relays := make(map[string]string)
	return []path{
		{"raw", func(a string) (net.Conn, error) { return net.Dial("tcp", a) }},
		{"relay", func(a string) (net.Conn, error) {
			if relays[a] == "" {
				relays[a] = relay(b, a)
			}
			return net.Dial("tcp", relays[a])
		}},
		{"bridge", func(a string) (net.Conn, error) { return socket.Dial(context.Background(), st, "tcp", a) }},
	}
}

// bridged returns a Stack that reaches this machine's kernel through a bridge
// over a real WebSocket.
func bridged(b testing.TB) *bridge.Stack { return dialBridge(b, serveBridge(b)) }

func dialBridge(b testing.TB, url string) *bridge.Stack {
	conn, err := tunnel.Dial(context.Background(), url, nil)
	if err != nil {
		b.Fatal(err)
	}
	st, err := bridge.New(conn)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { st.Close() })
	return st
}

// serveBridge serves bridges to this machine's kernel, and returns where.
func serveBridge(b testing.TB) (url string) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := tunnel.Accept(w, r)
		if err != nil {
			b.Error(err)
			return
		}
		st := kernel.New()
		defer st.Close()
		bridge.Serve(conn, st)
	}))
	b.Cleanup(server.Close)
	return strings.Replace(server.URL, "http", "ws", 1)
}

// relay returns the address of a relay to the address: a goroutine each way,
// with package net's own copying.
func relay(b *testing.B, to string) string {
	return listen(b, func(c net.Conn) {
		far, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		defer far.Close()
		go func() {
			io.Copy(far, c)
			far.(*net.TCPConn).CloseWrite()
		}()
		io.Copy(c, far)
	})
}

// listen serves each connection with a goroutine, and returns where.
func listen(b testing.TB, serve func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serve(c)
			}()
		}
	}()
	return l.Addr().String()
}

func echo(c net.Conn) {
	buf := make([]byte, 64<<10)
	for {
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		if _, err := c.Write(buf[:n]); err != nil {
			return
		}
	}
}

// compare runs a turn over each path, again and again, and reports each path's
// median rate as a fraction of the first's.
func compare(b *testing.B, all []path, turn func(path) (rate float64)) {
	rates := make([][]float64, len(all))
	for b.Loop() {
		first := 0.0
		for i, p := range all {
			rate := turn(p)
			if i == 0 {
				first = rate
				rates[0] = append(rates[0], rate)
			} else {
				rates[i] = append(rates[i], rate/first)
			}
		}
	}
	b.ReportMetric(0, "ns/op") // says nothing here
	b.ReportMetric(median(rates[0]), all[0].name+"/s")
	for i, p := range all[1:] {
		b.ReportMetric(median(rates[i+1]), p.name+"/"+all[0].name)
	}
}

func median(v []float64) float64 {
	sort.Float64s(v)
	return v[len(v)/2]
}

// perSecond returns how often f, which does n things, does one.
func perSecond(n int, f func()) float64 {
	start := time.Now()
	f()
	return float64(n) / time.Since(start).Seconds()
}
