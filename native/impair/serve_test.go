package impair

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"
)

// Serve ends with the error of its socket, and does not wait for clients.
func TestServeErrors(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	tcp, err := ListenTCP(t.Context(), TCPConfig{Listen: "127.0.0.1:0", To: server.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	udp, err := ListenUDP(UDPConfig{Listen: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}, To: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		serve func(context.Context) error
		fail  func()
	}{
		{"UDP", udp.Serve, func() { udp.socket.Close() }},
		{"TCP", tcp.Serve, func() {
			c, err := net.Dial("tcp", tcp.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { c.Close() }) // after Serve, which ends with a connection open
			if s, err := server.Accept(); err == nil {
				t.Cleanup(func() { s.Close() })
			}
			tcp.listener.Close()
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			served := make(chan error, 1)
			go func() { served <- test.serve(ctx) }()
			test.fail()
			select {
			case err := <-served:
				if !errors.Is(err, net.ErrClosed) {
					t.Errorf("error %v, want %v", err, net.ErrClosed)
				}
			case <-time.After(20 * time.Second):
				t.Error("it goes on")
				cancel()
				<-served
			}
		})
	}
}
