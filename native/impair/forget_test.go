package impair

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/socketlab/socketlab/shared/link"
)

// The links know nothing more of a connection that has ended: a packet of its flow
// would be the first.
func TestConnectionsAreForgotten(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		if c, err := server.Accept(); err == nil {
			io.Copy(c, c)
			c.Close()
		}
	}()
	over, sent := make(chan bool), make(chan int64, 10)
	p, err := ListenTCP(t.Context(), TCPConfig{Listen: "127.0.0.1:0", To: server.Addr().String(),
		Note: func(event string) {
			if strings.Contains(event, "has ended") {
				close(over)
			}
		},
		Record: func(r link.Record) {
			if r.Kind == link.Sent {
				sent <- r.N
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- p.Serve(ctx) }()
	defer func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	c, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.(*net.TCPConn).CloseWrite()
	<-over
	<-sent // the end of the stream
	<-sent // and of its echo
	for _, l := range p.links {
		l.Send(link.Packet{Flow: "1", Tag: newStream(nil, l, nil, nil, Flow{})})
		if n := <-sent; n != 1 {
			t.Errorf("%s: a packet is the flow's packet %d, want 1", l.Name(), n)
		}
	}
}
