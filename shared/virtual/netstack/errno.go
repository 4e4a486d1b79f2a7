package netstack

import (
	"fmt"

	"github.com/socketlab/socketlab/shared/socket"
	"gvisor.dev/gvisor/pkg/tcpip"
)

// cause returns an error of gVisor's by its name on Linux.
func cause(err tcpip.Error) error {
	switch err.(type) {
	case nil:
		return nil
	case *tcpip.ErrWouldBlock:
		return socket.EAGAIN
	case *tcpip.ErrConnectStarted:
		return socket.EINPROGRESS
	case *tcpip.ErrAlreadyConnecting:
		return socket.EALREADY
	case *tcpip.ErrAlreadyConnected:
		return socket.EISCONN
	case *tcpip.ErrConnectionRefused:
		return socket.ECONNREFUSED
	case *tcpip.ErrConnectionReset:
		return socket.ECONNRESET
	case *tcpip.ErrConnectionAborted, *tcpip.ErrAborted:
		return socket.ECONNABORTED
	case *tcpip.ErrTimeout:
		return socket.ETIMEDOUT
	case *tcpip.ErrNotConnected:
		return socket.ENOTCONN
	case *tcpip.ErrClosedForSend:
		return socket.EPIPE
	case *tcpip.ErrPortInUse, *tcpip.ErrNoPortAvailable:
		return socket.EADDRINUSE
	case *tcpip.ErrBadLocalAddress:
		return socket.EADDRNOTAVAIL
	case *tcpip.ErrNetworkUnreachable, *tcpip.ErrHostUnreachable:
		return socket.ENETUNREACH
	case *tcpip.ErrAddressFamilyNotSupported:
		return socket.EAFNOSUPPORT
	case *tcpip.ErrAlreadyBound, *tcpip.ErrInvalidEndpointState, *tcpip.ErrInvalidOptionValue:
		return socket.EINVAL
	case *tcpip.ErrNoBufferSpace:
		return socket.ENOBUFS
	case *tcpip.ErrNotSupported, *tcpip.ErrUnknownProtocolOption:
		return socket.EOPNOTSUPP
	}
	return fmt.Errorf("gVisor says %q: %w", err.String(), socket.EIO)
}

// told returns the error that a call fails with. gVisor keeps the end of a
// connection for SO_ERROR even if a call has told it, unlike Linux.
func (s *sock) told(err tcpip.Error) error {
	switch err.(type) {
	case *tcpip.ErrConnectionRefused, *tcpip.ErrConnectionReset, *tcpip.ErrConnectionAborted, *tcpip.ErrAborted, *tcpip.ErrTimeout:
		s.ep().LastError()
	}
	return cause(err)
}
