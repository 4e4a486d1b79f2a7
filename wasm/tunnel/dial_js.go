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
	ws, err := construct(url)
	if err != nil {
		return nil, fmt.Errorf("tunnel: dial %s: %w", where, err)
	}
	c := newConn(ws)
	opened := make(chan struct{})
	onOpen := js.FuncOf(func(js.Value, []js.Value) any {
		close(opened)
		return nil
	})
	ws.Set("onopen", onOpen)
	defer func() {
		ws.Set("onopen", nil)
		onOpen.Release()
	}()
	select {
	case <-opened:
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

// construct turns what the constructor throws, such as a SyntaxError about the
// URL, into an error.
func construct(url string) (ws js.Value, err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case js.Error:
			err = errors.New(e.Get("message").String())
		default:
			panic(e)
		}
	}()
	class := js.Global().Get("WebSocket")
	if class.IsUndefined() {
		return ws, errors.New("there is no WebSocket here: in Node.js before 22, set globalThis.WebSocket to the package ws")
	}
	ws = class.New(url)
	ws.Set("binaryType", "arraybuffer")
	// The package ws throws what no handler takes. The close event that follows
	// says more. Function.prototype is a function that does nothing.
	ws.Set("onerror", js.Global().Get("Function").Get("prototype"))
	return ws, nil
}

// newConn takes over ws, which may still be opening.
func newConn(ws js.Value) *Conn {
	reflect := js.Global().Get("Reflect")
	c := &Conn{
		ws:       ws,
		get:      reflect.Get("get"),
		send:     ws.Get("send").Call("bind", ws),
		bytes:    js.Global().Get("Uint8Array"),
		data:     js.ValueOf("data"),
		buffered: js.ValueOf("bufferedAmount"),
		done:     make(chan struct{}),
	}
	c.arrived = sync.NewCond(&c.mu)
	c.room = sync.NewCond(&c.mu)
	c.onMessage = js.FuncOf(func(_ js.Value, args []js.Value) any {
		c.message(args[0])
		return nil
	})
	c.onClose = js.FuncOf(func(_ js.Value, args []js.Value) any {
		code, reason := args[0].Get("code").Int(), args[0].Get("reason").String()
		if code == normal || code == silent {
			c.end(io.EOF)
		} else {
			c.end(&CloseError{code, reason})
		}
		return nil
	})
	ws.Set("onmessage", c.onMessage)
	ws.Set("onclose", c.onClose)
	return c
}
