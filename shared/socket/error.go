package socket

import (
	"errors"
	"net"
	"os"
)

// An Error is a failed call: the call, the address it was about, and the cause.
type Error struct {
	Op   Op
	Addr Addr  // bind, connect, sendto: the argument; else the peer if known
	Err  error // an Errno, net.ErrClosed, os.ErrDeadlineExceeded, a *net.DNSError, …
}

var _ net.Error = (*Error)(nil)

func opError(op Op, addr Addr, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Op: op, Addr: addr, Err: err}
}

// Error returns "connect 127.0.0.1:8080: connection refused (ECONNREFUSED)".
func (e *Error) Error() string {
	s := e.Op.String()
	if !e.Addr.IsZero() {
		s += " " + e.Addr.String()
	}
	switch {
	case e.Err == net.ErrClosed:
		return s + ": the socket is closed (EBADF)"
	case errors.Is(e.Err, os.ErrDeadlineExceeded):
		return s + ": timed out"
	}
	return s + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Timeout reports whether the call waited too long, or may not wait (EAGAIN).
func (e *Error) Timeout() bool {
	var t interface{ Timeout() bool }
	return errors.As(e.Err, &t) && t.Timeout()
}

// Temporary is part of net.Error; see Errno.Temporary.
func (e *Error) Temporary() bool {
	var t interface{ Temporary() bool }
	return errors.As(e.Err, &t) && t.Temporary()
}
