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
and each direction ends on its own. Ctrl-C ends it.`,
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
	v.flag(cmd)
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
	st, err := v.bridge(ctx)
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
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	lost := make(chan struct{})
	go func() {
		select {
		case <-st.Done():
			close(lost)
			l.Close()
		case <-ctx.Done():
		}
	}()
	err = f.serve(ctx, l)
	select {
	case <-lost:
		return errors.New("the bridge to the server is lost: is it still running?")
	default:
	}
	if ctx.Err() != nil {
		return errInterrupted
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
		if err != nil {
			f.end()
			f.clients.Wait()
			return err
		}
		f.clients.Go(func() {
			if err := f.connect(ctx, near); err != nil {
				f.console.say("%s: %v", near.RemoteAddr(), advised(err))
			}
		})
	}
}

// connect serves one client.
func (f *forwarder) connect(ctx context.Context, near net.Conn) error {
	defer f.keep(near)()
	far, err := socket.Dial(ctx, f.stack, "tcp", f.to)
	if err != nil {
		near.(*net.TCPConn).SetLinger(0) // the client, too, sees that nobody was reached
		return err
	}
	defer f.keep(far)()
	sent := make(chan struct{})
	go func() {
		transfer(far, near)
		close(sent)
	}()
	transfer(near, far)
	<-sent
	return nil
}

// transfer copies what from has to say, and then ends that direction. A failure
// ends the connection: the other side sees it end there, too.
func transfer(to, from net.Conn) {
	_, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, make([]byte, 64<<10))
	if err == nil {
		err = to.(interface{ CloseWrite() error }).CloseWrite()
	}
	if err != nil {
		to.Close()
		from.Close()
	}
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
