package sockettest

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/net/nettest"
)

// Nettest runs golang.org/x/net/nettest over connections of socket.Dial and
// socket.Listen: TCP, and AF_UNIX where the network has it. The net.PacketConns
// of socket.ListenPacket, which nettest does not know, are cases of Run.
func Nettest(t *testing.T, open func(t *testing.T) Net) {
	t.Run("tcp", func(t *testing.T) {
		nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
			n := open(t)
			return pipe(t, n, n.Client, "tcp", net.JoinHostPort(n.ServerIP.String(), "0"))
		})
	})
	t.Run("tcp6", func(t *testing.T) {
		n := open(t)
		n.Close()
		if !n.ServerIP6.IsValid() {
			t.Skip("the network has no IPv6")
		}
		nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
			n := open(t)
			return pipe(t, n, n.Client, "tcp6", net.JoinHostPort(n.ServerIP6.String(), "0"))
		})
	})
	t.Run("unix", func(t *testing.T) {
		n := open(t)
		n.Close()
		if n.TempDir == "" {
			t.Skip("the network has no AF_UNIX")
		}
		nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
			n := open(t)
			path := filepath.Join(n.TempDir, "nettest")
			os.Remove(path)
			return pipe(t, n, n.Server, "unix", path)
		})
	})
}

// pipe returns the two ends of a connection from client to n's server.
func pipe(t *testing.T, n Net, client socket.Stack, network, address string) (c1, c2 net.Conn, stop func(), err error) {
	defer func() {
		if err != nil {
			n.Close()
		}
	}()
	l, err := socket.Listen(t.Context(), n.Server, network, address)
	if err != nil {
		return nil, nil, nil, err
	}
	defer l.Close()
	if c1, err = socket.Dial(t.Context(), client, network, l.Addr().String()); err != nil {
		return nil, nil, nil, err
	}
	if c2, err = l.Accept(); err != nil {
		return nil, nil, nil, err
	}
	return c1, c2, n.Close, nil
}
