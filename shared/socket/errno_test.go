package socket_test

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/socket"
)

// TestErrnoIs: a name matches its number on this system, in every error's chain.
func TestErrnoIs(t *testing.T) {
	for _, tt := range []struct {
		errno socket.Errno
		is    error
		want  bool
	}{
		{socket.ECONNREFUSED, syscall.ECONNREFUSED, true},
		{socket.ECONNREFUSED, socket.ECONNREFUSED, true},
		{socket.ECONNREFUSED, syscall.ECONNRESET, false},
		{socket.ECONNREFUSED, net.ErrClosed, false},
		{socket.EAGAIN, syscall.EAGAIN, true},
		{socket.EAGAIN, os.ErrDeadlineExceeded, false},
		{socket.EBADF, syscall.EBADF, true},
		{socket.EBADF, net.ErrClosed, true},
		{socket.EACCES, fs.ErrPermission, true},
		{socket.EPERM, fs.ErrPermission, true},
		{socket.ENOENT, fs.ErrNotExist, true},
		{socket.EOPNOTSUPP, errors.ErrUnsupported, true},
		{socket.Errno("EWHATEVER"), syscall.EINVAL, false},
		{socket.Errno("EWHATEVER"), syscall.Errno(0), false},
	} {
		for _, err := range []error{tt.errno, fmt.Errorf("wrapped: %w", tt.errno), &socket.Error{Err: tt.errno}} {
			if got := errors.Is(err, tt.is); got != tt.want {
				t.Errorf("errors.Is(%#v, %v) is %v, want %v", err, tt.is, got, tt.want)
			}
		}
	}
}

// TestErrnoNumbers: every name that calls return has a number here and a text.
func TestErrnoNumbers(t *testing.T) {
	seen := make(map[int]socket.Errno)
	for _, e := range []socket.Errno{
		socket.E2BIG, socket.EACCES, socket.EADDRINUSE, socket.EADDRNOTAVAIL, socket.EAFNOSUPPORT, socket.EAGAIN,
		socket.EALREADY, socket.EBADF, socket.ECONNABORTED, socket.ECONNREFUSED, socket.ECONNRESET,
		socket.EDESTADDRREQ, socket.EHOSTDOWN, socket.EHOSTUNREACH, socket.EINPROGRESS, socket.EINTR,
		socket.EINVAL, socket.EISCONN, socket.EMFILE, socket.EMSGSIZE, socket.ENAMETOOLONG, socket.ENETDOWN,
		socket.ENETUNREACH, socket.ENFILE, socket.ENOBUFS, socket.ENOENT, socket.ENOMEM, socket.ENOPROTOOPT,
		socket.ENOTCONN, socket.ENOTSOCK, socket.EOPNOTSUPP, socket.EPERM, socket.EPIPE, socket.EPROTO,
		socket.EPROTONOSUPPORT, socket.EPROTOTYPE, socket.ESOCKTNOSUPPORT, socket.ETIMEDOUT,
	} {
		n := e.Number()
		if other, taken := seen[n]; n == 0 || taken {
			t.Errorf("%s has number %d, as has %q", string(e), n, other)
		}
		seen[n] = e
		if text := e.Error(); !strings.HasSuffix(text, " ("+string(e)+")") || text != strings.ToLower(text[:1])+text[1:] {
			t.Errorf("%s says %q", string(e), text)
		}
	}
	if n := socket.Errno("EWHATEVER").Number(); n != 0 {
		t.Errorf("an unknown name has number %d, want 0", n)
	}
}

func TestErrnoOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		want socket.Errno
	}{
		{"nil", nil, ""},
		{"errno", socket.EPIPE, socket.EPIPE},
		{"wrapped", &net.OpError{Err: &socket.Error{Err: socket.EPIPE}}, socket.EPIPE},
		{"closed", fmt.Errorf("x: %w", net.ErrClosed), socket.EBADF},
		{"timeout", &socket.Error{Err: os.ErrDeadlineExceeded}, ""},
		{"other", errors.New("x"), ""},
	} {
		if diff := cmp.Diff(string(tt.want), string(socket.ErrnoOf(tt.err))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestErrorText(t *testing.T) {
	at := socket.Inet("127.0.0.1", 80)
	for _, tt := range []struct {
		want    string
		timeout bool
		err     socket.Error
	}{
		{"connect 127.0.0.1:80: connection refused (ECONNREFUSED)", false,
			socket.Error{Op: socket.OpConnect, Addr: at, Err: socket.ECONNREFUSED}},
		{"recv 127.0.0.1:80: timed out", true,
			socket.Error{Op: socket.OpRecv, Addr: at, Err: os.ErrDeadlineExceeded}},
		{"accept: the socket is closed (EBADF)", false, socket.Error{Op: socket.OpAccept, Err: net.ErrClosed}},
		{"send: resource temporarily unavailable (EAGAIN)", true, socket.Error{Op: socket.OpSend, Err: socket.EAGAIN}},
		{"connect: connection timed out (ETIMEDOUT)", true, socket.Error{Op: socket.OpConnect, Err: socket.ETIMEDOUT}},
	} {
		if diff := cmp.Diff(tt.want, tt.err.Error()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		var ne net.Error = &tt.err
		if ne.Timeout() != tt.timeout {
			t.Errorf("%v: Timeout is %v", &tt.err, ne.Timeout())
		}
	}
}
