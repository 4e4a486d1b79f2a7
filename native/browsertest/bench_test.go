package browsertest

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/socketlab/socketlab/native/tunnel"
)

// BenchmarkChromium runs wasm/tunnel's benchmarks in Chromium and prints their
// lines: each is the wasm client's sockets, through a bridge, to a TCP server of
// this process, beside a WebSocket of bare JavaScript to this process.
func BenchmarkChromium(b *testing.B) {
	tab := Chromium(b)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(b, err)
	b.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go transfer(c)
		}
	}()
	program := Program{Wasm: Build(b, client), Scripts: scripts(b), Args: []string{
		"-test.run=^$", "-test.bench=.", "-test.benchtime=7x", "-test.timeout=10m"}}
	page, err := program.Handler()
	check(b, err)
	mux := http.NewServeMux()
	mux.Handle("/", page)
	mux.HandleFunc("/bare", func(w http.ResponseWriter, r *http.Request) {
		if conn, err := tunnel.Accept(w, r); err == nil {
			transfer(conn)
		}
	})
	br := newBridges(b, mux)
	program.Env = append(br.env(), "SOCKETLAB_TCP="+l.Addr().String(),
		"SOCKETLAB_BARE="+strings.TrimSuffix(br.url(), "/bridge")+"/bare")
	for b.Loop() {
		check(b, program.InChromium(tab, br.server.URL, func(line string) { fmt.Println(line) }))
	}
	br.sessions.Wait()
}

// transfer serves one request: a letter and eight bytes of a count. u: the peer
// sends so many bytes, and is answered with one; d: it gets so many; e: echo.
func transfer(c io.ReadWriteCloser) {
	defer c.Close()
	var request [9]byte
	if _, err := io.ReadFull(c, request[:]); err != nil {
		return
	}
	buf := make([]byte, 64<<10)
	n := int64(binary.BigEndian.Uint64(request[1:]))
	switch request[0] {
	case 'u':
		for n > 0 {
			got, err := c.Read(buf)
			if err != nil {
				return
			}
			n -= int64(got)
		}
		c.Write(buf[:1])
		c.Read(buf)
	case 'd':
		for ; n > 0; n -= int64(len(buf)) {
			if _, err := c.Write(buf[:min(n, int64(len(buf)))]); err != nil {
				return
			}
		}
		c.Read(buf)
	case 'e':
		for {
			got, err := c.Read(buf)
			if err != nil {
				return
			}
			if _, err := c.Write(buf[:got]); err != nil {
				return
			}
		}
	}
}
