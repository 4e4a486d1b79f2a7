package play

import (
	"context"
	"net/netip"

	"github.com/socketlab/socketlab/shared/socket"
)

// none is the network of a role that could not get one.
type none struct{ err error }

var _ socket.Stack = none{}

func (n none) Socket(socket.Family, socket.Type, int) (socket.Handle, error) { return nil, n.err }

func (n none) Resolve(context.Context, string) ([]netip.Addr, error) { return nil, n.err }

func (n none) Close() error { return nil }
