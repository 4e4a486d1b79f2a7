package virtual_test

import (
	"context"
	"fmt"
	"time"

	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// A network's hosts are used as package net is. Here the second datagram is lost.
func Example() {
	s, err := scenario.Overrides{Both: "delay=1ms,drop=client:2"}.Apply(new(scenario.Scenario))
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := virtual.New(virtual.Of(s))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer n.Close()
	ctx := context.Background()
	server, err := socket.ListenPacket(ctx, n.Host("server"), "udp", ":8001")
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := socket.Dial(ctx, n.Host("client"), "udp", "server:8001")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"one", "two", "three"} {
		fmt.Fprint(client, text)
	}
	buf := make([]byte, 100)
	server.SetReadDeadline(time.Now().Add(time.Second))
	for {
		m, from, err := server.ReadFrom(buf)
		if err != nil {
			break
		}
		fmt.Printf("%s from %v\n", buf[:m], from)
	}
	// Output:
	// one from 10.0.0.1:49152
	// three from 10.0.0.1:49152
}
