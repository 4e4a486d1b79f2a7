package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/spf13/cobra"
)

// dialWithin is how long a server may take to open a bridge.
const dialWithin = 15 * time.Second

// via is the flag --via: whose sockets are used.
type via struct {
	url   string
	token string // where the url has none
}

func (v *via) flag(cmd *cobra.Command, c *console) {
	v.token = c.getenv("SOCKETLAB_TOKEN")
	cmd.Flags().StringVar(&v.url, "via", "", "use the sockets of the server at this `url`: ws://host:port/bridge, or the address that 'socketlab lab' printed; the token may be in $SOCKETLAB_TOKEN")
}

// stack returns the sockets of this machine, or of the server that --via names.
func (v via) stack(ctx context.Context) (socket.Stack, error) {
	if v.url == "" {
		return kernel.New(), nil
	}
	st, _, err := v.bridge(ctx)
	return st, err
}

// roles returns what gives each role of a run its sockets, and what ends that.
func (v via) roles(ctx context.Context) (network func(role string) socket.Stack, end func() error, err error) {
	if v.url == "" {
		return func(string) socket.Stack { return kernel.New() }, func() error { return nil }, nil
	}
	st, _, err := v.bridge(ctx)
	if err != nil {
		return nil, nil, err
	}
	return func(string) socket.Stack { return play.Part(st) }, st.Close, nil
}

// bridge returns the server's sockets, and the connection that they are over,
// which knows why it has ended.
func (v via) bridge(ctx context.Context) (*bridge.Stack, *tunnel.Conn, error) {
	address, err := bridgeURL(v.url, v.token)
	if err != nil {
		return nil, nil, fmt.Errorf("--via %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	conn, err := tunnel.Dial(ctx, address, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("--via: %w", err)
	}
	st, err := bridge.New(conn)
	return st, conn, err
}

// bridgeURL returns the address of the bridge at a URL, which may be that of
// the page, with the token where a page has it; or else with that of the
// environment, which shows in no list of processes.
func bridgeURL(text, token string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("%q: write ws://host:port/bridge, or the page's address, as http://127.0.0.1:8000/", withoutToken(text))
	}
	switch u.Scheme {
	case "ws", "wss":
		if strings.Trim(u.Path, "/") != "" && u.Fragment == "" && (u.RawQuery != "" || token == "") {
			return text, nil
		}
	case "http", "https":
	default:
		return "", fmt.Errorf("%q: the schemes are ws, wss, http and https", withoutToken(text))
	}
	u.Scheme = strings.Replace(u.Scheme, "http", "ws", 1)
	if !strings.HasSuffix(u.Path, "/bridge") {
		u = u.JoinPath("bridge")
	}
	if own, ok := strings.CutPrefix(u.Fragment, "token="); ok {
		token = own
	}
	if token != "" && !u.Query().Has("token") {
		u.RawQuery = url.Values{"token": {token}}.Encode()
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String(), nil
}

// withoutToken cuts a secret off a URL that is shown.
func withoutToken(text string) string {
	text, _, _ = strings.Cut(text, "#")
	text, _, _ = strings.Cut(text, "?")
	return text
}
