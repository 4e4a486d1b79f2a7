package tunnel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"syscall/js"
)

// Dial opens a WebSocket to url, ws:// or wss://, and returns once it is open.
// A browser does not tell why it could not: that the server is not there, that
// it refused the request, or that a proxy is in between, all look alike.
// ctx bounds the opening, not the connection.
func Dial(ctx context.Context, url string) (*Conn, error) {
	where, _, _ := strings.Cut(url, "?") // a query may hold a secret
	c, err := open(url)
	if err != nil {
		return nil, fmt.Errorf("tunnel: dial %s: %w", where, err)
	}
	select {
	case <-c.opened:
		return c, nil
	case <-c.done:
		err = c.Err()
	case <-ctx.Done():
		err = ctx.Err()
	}
	c.Close()
	var closed *CloseError
	if errors.As(err, &closed) && closed.Code == abnormal {
		err = errors.New("refused, or not reachable: is the server running?")
	}
	return nil, fmt.Errorf("tunnel: dial %s: %w", where, err)
}

// open starts to open a WebSocket. What its constructor throws, such as a
// SyntaxError about the URL, is the error.
func open(url string) (c *Conn, err error) {
	class := js.Global().Get("SocketlabTunnel")
	switch {
	case class.IsUndefined():
		return nil, errors.New("SocketlabTunnel is missing: load page/tunnel.js before this program")
	case js.Global().Get("WebSocket").IsUndefined():
		return nil, errors.New("there is no WebSocket: in Node.js before 22, set globalThis.WebSocket to the package ws")
	}
	c = &Conn{opened: make(chan struct{}), done: make(chan struct{})}
	c.arrived, c.written, c.room = sync.NewCond(&c.mu), sync.NewCond(&c.mu), sync.NewCond(&c.mu)
	c.onWake = js.FuncOf(func(_ js.Value, args []js.Value) any {
		c.wake(args[0].Int())
		return nil
	})
	c.onState = js.FuncOf(func(_ js.Value, args []js.Value) any {
		c.state(args[0].Int(), args[1].String())
		return nil
	})
	defer func() {
		switch e := recover().(type) {
		case nil:
		case js.Error:
			c.onWake.Release()
			c.onState.Release()
			c, err = nil, errors.New(e.Get("message").String())
		default:
			panic(e)
		}
	}()
	c.object = class.New(url, c.onWake, c.onState)
	c.inbox, c.outbox, c.queued = c.object.Get("inbox"), c.object.Get("outbox"), c.object.Get("waiting")
	go c.gather()
	return c, nil
}

// state is told what becomes of the WebSocket.
func (c *Conn) state(code int, reason string) {
	switch code {
	case 0:
		close(c.opened)
	case textMessage:
		c.end(errors.New("the server sent a text message: it is no bridge"))
	case normal, silent:
		c.end(io.EOF)
	default:
		c.end(&CloseError{code, reason})
	}
}
