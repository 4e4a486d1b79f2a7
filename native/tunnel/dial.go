package tunnel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/gorilla/websocket"
)

// handshake is how long a server may take to answer.
const handshake = 20 * time.Second

// Dial opens a WebSocket to a ws:// or wss:// URL, with h in its request. ctx
// bounds the opening, not the connection. A server that disappears without a
// word is noticed by TCP's keep-alive. Errors name the URL, without its query,
// which may hold a secret, and say what to do.
func Dial(ctx context.Context, address string, h http.Header) (*Conn, error) {
	u, err := url.Parse(address)
	var bad *url.Error
	if errors.As(err, &bad) {
		err = bad.Err // it repeats the URL
	}
	where, _, _ := strings.Cut(address, "?")
	where, _, _ = strings.Cut(where, "#")
	switch {
	case err != nil:
		return nil, fmt.Errorf("tunnel: dial %q: %w", where, err)
	case u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "" || u.User != nil || u.Fragment != "":
		return nil, fmt.Errorf("tunnel: dial %q: write ws://HOST:PORT/PATH, or wss:// through TLS; a token goes into ?token=", where)
	}
	ws, resp, err := open(ctx, address, h)
	if err != nil {
		return nil, fmt.Errorf("tunnel: dial %s: %w", where, explain(ctx, resp, err))
	}
	return newConn(ws), nil
}

// open is gorilla's DialContext, which heeds the end of a context only until
// the TCP connection is there.
func open(ctx context.Context, address string, h http.Header) (*websocket.Conn, *http.Response, error) {
	stop := func() bool { return true }
	dialer := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, HandshakeTimeout: handshake,
		ReadBufferSize: bufferSize, WriteBufferSize: bufferSize, WriteBufferPool: &writeBuffers,
		NetDialContext: func(dialing context.Context, network, addr string) (net.Conn, error) {
			var d net.Dialer
			conn, err := d.DialContext(dialing, network, addr)
			if err == nil { // dialing ends with DialContext
				stop = context.AfterFunc(ctx, func() { conn.Close() })
			}
			return conn, err
		},
	}
	ws, resp, err := dialer.DialContext(ctx, address, h)
	if !stop() && err == nil {
		ws.Close()
		err = context.Cause(ctx)
	}
	return ws, resp, err
}

// explain says why a server could not be dialled and what to do about it.
func explain(ctx context.Context, resp *http.Response, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%w: nothing listens there; is socketlab lab running?", err)
	case !errors.Is(err, websocket.ErrBadHandshake):
		return err
	}
	advice := "this is not a socketlab bridge"
	switch resp.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		advice = "the token is missing or wrong, or this origin is not allowed; use the address that the server printed, with its token"
	case http.StatusNotFound:
		advice = "there is no socketlab bridge at this path; it is usually /bridge"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		advice = "the server is busy; try again later"
	}
	if said := firstLine(resp.Body); said != "" {
		return fmt.Errorf("the server answers %s (%s): %s", resp.Status, said, advice)
	}
	return fmt.Errorf("the server answers %s: %s", resp.Status, advice)
}

// firstLine returns the beginning of a plain answer, to be shown.
func firstLine(body io.Reader) string {
	b, _ := io.ReadAll(io.LimitReader(body, 200))
	line, _, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	if strings.HasPrefix(line, "<") { // a page for people
		return ""
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, line))
}
