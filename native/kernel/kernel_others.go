//go:build !linux && !darwin

// Package kernel is the socket.Stack of the operating system. On this system
// it is not supported yet: every socket fails with errors.ErrUnsupported.
package kernel

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"

	"github.com/socketlab/socketlab/shared/socket"
)

// A Stack makes no sockets here.
type Stack struct{}

var _ socket.Stack = (*Stack)(nil)

// errUnsupported says what works today.
var errUnsupported = fmt.Errorf("native sockets on %s: %w yet; on Windows everything works inside WSL (run: wsl --install, then socketlab there)",
	runtime.GOOS, errors.ErrUnsupported)

// New returns a Stack that makes no sockets.
func New() *Stack { return &Stack{} }

// Socket fails with errors.ErrUnsupported.
func (*Stack) Socket(socket.Family, socket.Type, int) (socket.Handle, error) {
	return nil, errUnsupported
}

// Resolve asks the system's resolver.
func (*Stack) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// Close does nothing.
func (*Stack) Close() error { return nil }
