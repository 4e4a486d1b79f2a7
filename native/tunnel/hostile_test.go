package tunnel_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"testing"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/socket"
)

// attacks are what a hostile client does with a connection.
var attacks = map[string]func(*tunnel.Conn){
	"random": func(c *tunnel.Conn) {
		b := make([]byte, 64<<10)
		rand.NewChaCha8([32]byte{}).Read(b)
		c.Write(b)
	},
	"truncated": func(c *tunnel.Conn) { c.Write([]byte{0, 0, 0, 1, 0, 0}) },
	"oversized": func(c *tunnel.Conn) {
		c.Write([]byte{0, 0, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff})
		c.Write(make([]byte, 64<<10))
	},
	"10000-opens": func(c *tunnel.Conn) {
		var all []byte
		for id := uint32(1); id < 20_000; id += 2 {
			all = append(all, 0, 1, 0, 1, byte(id>>24), byte(id>>16), byte(id>>8), byte(id), 0, 0, 0, 0)
		}
		c.Write(all)
	},
	"pings": func(c *tunnel.Conn) { c.Write(bytes.Repeat([]byte{0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}, 50_000)) },
	"slow-loris": func(c *tunnel.Conn) {
		for range 100 {
			if _, err := c.Write([]byte{0}); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	},
	"never-reads": func(c *tunnel.Conn) {
		mux, err := yamux.Client(deaf{c}, nil)
		if err != nil {
			return
		}
		defer mux.Close()
		for range 100 {
			s, err := mux.OpenStream()
			if err != nil {
				return
			}
			go s.Write(make([]byte, 200<<10))
		}
		time.Sleep(time.Second)
	},
}

// deaf is a connection that is never read from.
type deaf struct{ *tunnel.Conn }

func (d deaf) Read([]byte) (int, error) {
	time.Sleep(2 * time.Second)
	return 0, io.EOF
}

// attack attacks with 8 connections at once, again and again, until its stdin
// ends. Each pauses a little before it connects again. It takes no processor
// from the server, as another machine's attack takes none.
func attack(url, kind string) error {
	yieldProcessor()
	for range 8 {
		go func() {
			for {
				if c, err := tunnel.Dial(context.Background(), url, nil); err == nil {
					attacks[kind](c)
					c.Close()
				}
				time.Sleep(20 * time.Millisecond)
			}
		}()
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	return nil
}

// BenchmarkHostile measures how much of its echoes a session has left while
// another process attacks the same server.
func BenchmarkHostile(b *testing.B) {
	at := listen(b, echo)
	for kind := range attacks {
		b.Run(kind, func(b *testing.B) {
			url := serveWeb(b)
			st := dialBridge(b, url)
			dial := func(a string) (net.Conn, error) { return socket.Dial(context.Background(), st, "tcp", a) }
			compare(b, []path{{"alone", dial}, {"attacked", dial}}, func(p path) float64 {
				if p.name == "attacked" {
					defer otherProcess(b, url, "attack "+kind)()
				}
				c := dialAll(b, p, at, 1)[0]
				defer c.Close()
				return perSecond(20_000, func() { rally(b, c, 20_000) })
			})
		})
	}
}

// serveWeb serves bridges as socketlab does, and returns where.
func serveWeb(b *testing.B) (url string) {
	server, err := web.New(web.Config{Stack: func() socket.Stack { return kernel.New() }})
	if err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go server.Serve(l)
	b.Cleanup(func() { server.Shutdown(context.Background()) })
	return "ws://" + l.Addr().String() + "/bridge"
}
