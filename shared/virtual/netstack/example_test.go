package netstack_test

import (
	"context"
	"fmt"
	"io"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
)

// A stream between two hosts whose first SYN is lost.
func Example() {
	ctx := context.Background()
	n, err := virtual.New(virtual.Config{
		Streams: netstack.New,
		Links: func(from, _ string) (c link.Conditions, _ []link.Change) {
			if from == "client" {
				c.Script = []link.Rule{{Action: link.DropIt, Class: "SYN", From: 1}}
			}
			return c, nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer n.Close()
	l, err := socket.Listen(ctx, n.Host("server"), "tcp", ":8080")
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		c, err := l.Accept()
		if err == nil {
			io.WriteString(c, "hello")
			c.Close()
		}
	}()
	c, err := socket.Dial(ctx, n.Host("client"), "tcp", "server:8080")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	text, err := io.ReadAll(c)
	fmt.Printf("%s %v\n", text, err)
	// Output: hello <nil>
}
