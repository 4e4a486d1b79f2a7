package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/spf13/cobra"
)

// client is what tcp and udp have in common: one socket, and the person at the
// terminal.
type client struct {
	console *console
	timeout time.Duration
	trace   tracing
}

func (cl *client) flags(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&cl.timeout, "timeout", 0, "give up when a call waits longer than this; 0 is never")
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
  socketlab udp localhost 12345 --size 1400 < picture.png > echoed.png`,
		Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if d.size < 0 || d.size > maxDatagram {
				return usageError(cmd, fmt.Errorf("--size %d: must be 1 to %d bytes, or 0 for lines", d.size, maxDatagram))
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
	port, err := strconv.Atoi(args[1])
	if err != nil || port < 1 || port > 65535 {
		return fmt.Errorf("port %q: must be a number from 1 to 65535", args[1])
	}
	recorder, closeTrace, err := cl.trace.open(cl.console, cl.console.stderr)
	if err != nil {
		return err
	}
	defer func() {
		if closed := closeTrace(); err == nil {
			err = closed
		}
	}()
	var st socket.Stack = kernel.New()
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

// connect tries the host's addresses one after the other.
func (cl *client) connect(ctx context.Context, st socket.Stack, t socket.Type, host string, port int) (*socket.Socket, error) {
	addrs := []socket.Addr{socket.Inet(host, port)}
	if !addrs[0].IP.IsValid() {
		ips, err := st.Resolve(ctx, host)
		if err != nil {
			return nil, err
		}
		addrs = nil
		for _, ip := range ips {
			addrs = append(addrs, socket.Addr{IP: ip, Port: port})
		}
	}
	var failed error
	for _, addr := range addrs {
		family := socket.AF_INET
		if addr.IP.Is6() {
			family = socket.AF_INET6
		}
		s, err := socket.New(st, family, t, 0)
		if err != nil {
			return nil, err
		}
		if cl.timeout > 0 {
			s.SetTimeout(cl.timeout)
		}
		if err = s.Connect(addr); err == nil {
			return s, nil
		}
		s.Close()
		if failed == nil {
			failed = err
		}
	}
	return nil, failed
}

// stream copies both ways until the server ends its direction.
func (cl *client) stream(s *socket.Socket) error {
	sent := make(chan error, 1)
	go func() { sent <- sendAll(cl, s) }()
	buf := make([]byte, 64<<10)
	for {
		n, err := s.RecvInto(buf)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		if _, err := cl.console.stdout.Write(buf[:n]); err != nil {
			return err
		}
	}
	select {
	case err := <-sent:
		return err
	default: // the input goes on, but nobody is there for it
		cl.console.say("the server ended the connection")
		return nil
	}
}

// sendAll sends the input and then the end of the stream.
func sendAll(cl *client, s *socket.Socket) error {
	buf := make([]byte, 64<<10)
	for {
		n, err := cl.console.stdin.Read(buf)
		if n > 0 {
			if err := s.SendAll(buf[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			break
		}
	}
	if err := s.Shutdown(socket.SHUT_WR); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, socket.ENOTCONN) {
		return err
	}
	return nil
}
