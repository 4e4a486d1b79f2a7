package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"github.com/spf13/cobra"
)

// client is what tcp and udp have in common: one socket, and the person at the
// terminal.
type client struct {
	console *console
	timeout time.Duration
	via     via
	trace   tracing
}

func (cl *client) flags(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&cl.timeout, "timeout", 0, "give up when a call waits longer than this; 0 is never")
	cl.via.flag(cmd, cl.console)
	cl.trace.flags(cmd)
}

func tcpCommand(c *console) *cobra.Command {
	cl := client{console: c}
	cmd := &cobra.Command{
		Use:   "tcp HOST PORT",
		Short: "Connect to a TCP server: stdin is sent, what comes back is printed",
		Long: `Connects to a TCP server and sends what it reads, byte for byte, while it prints
what it receives. At the end of the input it ends its direction of the
connection (shutdown) and goes on printing until the server ends the other.`,
		Example: `  socketlab tcp localhost 12345
  echo 你好 | socketlab tcp localhost 12345 --trace text`,
		Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := notNegative(cmd, "timeout", cl.timeout); err != nil {
				return err
			}
			return cl.run(cmd.Context(), args, socket.SOCK_STREAM, cl.stream)
		},
	}
	cl.flags(cmd)
	return cmd
}

func udpCommand(c *console) *cobra.Command {
	cl := client{console: c}
	var d datagrams
	cmd := &cobra.Command{
		Use:   "udp HOST PORT",
		Short: "Send datagrams to a UDP server: one a line, each reply is printed",
		Long: `Sends each line of its input as a datagram, without the line's end, and prints
each reply on a line. With --size, the input is cut into datagrams of that many
bytes instead, and replies are printed as they are.`,
		Example: `  socketlab udp localhost 12345
  head -c 3000 /dev/zero | socketlab udp localhost 12345 --size 500 | wc -c`,
		Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if d.size < 0 || d.size > maxDatagram {
				return usageError(cmd, fmt.Errorf("--size %d: must be 1 to %d bytes, or 0 for lines", d.size, maxDatagram))
			}
			if err := errors.Join(notNegative(cmd, "timeout", cl.timeout), notNegative(cmd, "wait", d.wait)); err != nil {
				return err
			}
			return cl.run(cmd.Context(), args, socket.SOCK_DGRAM, func(s *socket.Socket) error { return d.exchange(c, s) })
		},
	}
	cmd.Flags().IntVar(&d.size, "size", 0, "the `bytes` of a datagram; 0 is a line each")
	cmd.Flags().DurationVar(&d.wait, "wait", time.Second, "how long to wait for replies after the input has ended")
	cl.flags(cmd)
	return cmd
}

// run connects and calls exchange with the socket.
func (cl *client) run(ctx context.Context, args []string, t socket.Type, exchange func(*socket.Socket) error) (err error) {
	port, err := portNumber(args[1])
	if err != nil {
		return err
	}
	recorder, closeTrace, err := cl.trace.open(cl.console, cl.console.stderr, false)
	if err != nil {
		return err
	}
	defer func() {
		if closed := closeTrace(); err == nil {
			err = closed
		}
	}()
	st, err := cl.via.stack(ctx)
	if err != nil {
		return err
	}
	if recorder != nil {
		st = recorder.Host("client").Wrap(st)
	}
	defer st.Close()
	defer context.AfterFunc(ctx, func() { st.Close() })()
	s, err := cl.connect(ctx, st, t, args[0], port)
	if err == nil {
		err = exchange(s)
	}
	if ctx.Err() != nil {
		return errInterrupted
	}
	return err
}

// connect tries the host's IPv4 address, and then its IPv6 address.
func (cl *client) connect(ctx context.Context, st socket.Stack, t socket.Type, host string, port int) (*socket.Socket, error) {
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if host == "" {
		return nil, errors.New(`host "": name the server's host, for example localhost`)
	}
	var failed error
	for _, family := range []socket.Family{socket.AF_INET, socket.AF_INET6} {
		s, err := cl.connectBy(ctx, st, family, t, socket.Inet(host, port))
		if err == nil {
			return s, nil
		}
		var call *socket.Error // says more than that a family has no address
		if failed == nil || errors.As(err, &call) && !errors.As(failed, &call) {
			failed = err
		}
	}
	return nil, failed
}

func (cl *client) connectBy(ctx context.Context, st socket.Stack, f socket.Family, t socket.Type, to socket.Addr) (*socket.Socket, error) {
	to, err := to.Resolve(ctx, st, f)
	if err != nil {
		return nil, err
	}
	s, err := socket.New(st, f, t, 0)
	if err != nil {
		return nil, err
	}
	if cl.timeout > 0 {
		s.SetTimeout(cl.timeout)
	}
	if err := s.Connect(to); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// errUnsent says that the server did not take everything.
var errUnsent = errors.New("the server ended the connection before all input was sent")

// stream copies both ways until the server ends its direction.
func (cl *client) stream(s *socket.Socket) error {
	var sending atomic.Bool // not waiting for input
	sent := make(chan error, 1)
	go func() { sent <- sendAll(cl.console.stdin, s, &sending) }()
	out := cl.console.shown()
	buf := make([]byte, 64<<10)
	for {
		n, err := s.RecvInto(buf)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		if _, err := out.Write(buf[:n]); err != nil {
			return err
		}
	}
	select {
	case err := <-sent:
		return err
	default:
	}
	if sending.Load() {
		return errUnsent
	}
	if isTerminal(cl.console.stdin) { // who types there has not heard of the end
		cl.console.say("the server ended the connection")
	}
	return nil
}

// sendAll sends the input and then the end of the stream.
func sendAll(r io.Reader, s *socket.Socket, sending *atomic.Bool) error {
	buf := make([]byte, 64<<10)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			sending.Store(true)
			if err := s.SendAll(buf[:n]); err != nil {
				return err
			}
			sending.Store(false)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			s.Shutdown(socket.SHUT_WR) // the server's part still comes
			return fmt.Errorf("reading the input: %w", err)
		}
	}
	// A server that has ended both directions already is no failure.
	if err := s.Shutdown(socket.SHUT_WR); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, socket.ENOTCONN) {
		return err
	}
	return nil
}
