package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"github.com/spf13/cobra"
)

func forwardCommand(c *console) *cobra.Command {
	var v via
	var listen string
	cmd := &cobra.Command{
		Use:   "forward HOST PORT",
		Short: "Listen here and connect each client to a TCP server through a bridge",
		Long: `Listens on this machine, and for each client that connects opens a connection to
HOST PORT with the sockets of the server that --via names. Bytes go both ways,
and each direction ends on its own. Ctrl-C ends it, and so does the end of the
server that --via names.`,
		Example: `  socketlab forward --via http://127.0.0.1:8000/ --listen 127.0.0.1:9000 localhost 12345
  socketlab tcp localhost 9000          # talks to port 12345 of the server`,
		Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if v.url == "" {
				return usageError(cmd, errors.New("--via: name the server whose sockets are to be used"))
			}
			port, err := portNumber(args[1])
			if err != nil {
				return err
			}
			to := net.JoinHostPort(strings.Trim(args[0], "[]"), strconv.Itoa(port))
			return forward(cmd.Context(), c, v, listen, to)
		},
	}
	v.flag(cmd, c)
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "where to listen, as `host:port`; port 0 is a free one")
	return cmd
}

// portNumber reads the port of a server.
func portNumber(text string) (int, error) {
	port, err := strconv.Atoi(text)
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("port %q: must be a number from 1 to 65535", text)
	}
	return port, nil
}

// forward forwards clients until ctx ends, or the bridge does.
func forward(ctx context.Context, c *console, v via, at, to string) error {
	st, conn, err := v.bridge(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	l, err := net.Listen("tcp", at)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("--listen %q: another program listens there: stop it, or choose another port", at)
	case err != nil:
		return fmt.Errorf("--listen %q: %w", at, err)
	}
	f := &forwarder{console: c, stack: st, to: to, open: make(map[net.Conn]struct{})}
	c.say("listening on %s; each client is connected to %s by the server", l.Addr(), to)
	defer context.AfterFunc(ctx, func() { l.Close() })()
	go func() {
		select {
		case <-st.Done():
			l.Close()
		case <-ctx.Done():
		}
	}()
	err = f.serve(ctx, l)
	switch {
	case ctx.Err() != nil:
		c.say("stopped")
		return nil
	case conn.Err() != nil:
		return fmt.Errorf("the bridge to the server is lost: %w", conn.Err())
	}
	return err
}

// A forwarder connects clients with one address beyond the bridge.
type forwarder struct {
	console *console
	stack   socket.Stack
	to      string
	clients sync.WaitGroup

	mu   sync.Mutex
	open map[net.Conn]struct{}
}

// serve accepts until the listener is closed, and then ends what is open.
func (f *forwarder) serve(ctx context.Context, l net.Listener) error {
	for {
		near, err := l.Accept()
		switch {
		case err == nil:
			f.clients.Go(func() {
				if err := f.connect(ctx, near.(*net.TCPConn)); err != nil && ctx.Err() == nil {
					f.console.say("%s: %v", near.RemoteAddr(), advised(err))
				}
			})
		case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE), errors.Is(err, syscall.ECONNABORTED):
			f.console.say("%v", err)
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
		default:
			f.end()
			f.clients.Wait()
			return err
		}
	}
}

// connect serves one client.
func (f *forwarder) connect(ctx context.Context, near *net.TCPConn) error {
	defer f.keep(near)()
	far, err := socket.Dial(ctx, f.stack, "tcp", f.to)
	if err != nil {
		near.SetLinger(0) // the client, too, sees that nobody was reached
		return err
	}
	defer f.keep(far)()
	sent := make(chan error)
	go func() { sent <- transfer(far, near) }()
	err = transfer(near, far)
	if other := <-sent; err == nil || errors.Is(err, net.ErrClosed) {
		err = other
	}
	return err
}

// transfer copies what from has to say, and then ends that direction. A failure
// resets both: what was cut short must not look whole.
func transfer(to, from net.Conn) error {
	_, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, make([]byte, 64<<10))
	if err == nil {
		err = to.(interface{ CloseWrite() error }).CloseWrite()
	}
	if err != nil {
		reset(to)
		reset(from)
	}
	return err
}

// reset closes a connection so that its peer sees it fail.
func reset(c net.Conn) {
	switch c := c.(type) {
	case interface{ SetLinger(int) error }:
		c.SetLinger(0)
	case interface{ Socket() *socket.Socket }:
		c.Socket().SetSockOpt(socket.SOL_SOCKET, socket.SO_LINGER, 0)
	}
	c.Close()
}

// keep counts a connection as open until done.
func (f *forwarder) keep(c net.Conn) (done func()) {
	f.mu.Lock()
	f.open[c] = struct{}{}
	f.mu.Unlock()
	return func() {
		f.mu.Lock()
		delete(f.open, c)
		f.mu.Unlock()
		c.Close()
	}
}

func (f *forwarder) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.open {
		c.Close()
	}
}
