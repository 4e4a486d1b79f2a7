package socket

import (
	"errors"
	"net"
	"syscall"
)

// An Errno is a system error by name, because its number differs between
// systems: ECONNREFUSED is 111 on Linux, 61 on macOS and 10061 on Windows.
// errors.Is matches it with the syscall.Errno of the same name; EBADF, the
// error of a closed descriptor, also matches net.ErrClosed.
type Errno string

// The errors that socket calls return.
const (
	E2BIG           Errno = "E2BIG"
	EACCES          Errno = "EACCES"
	EADDRINUSE      Errno = "EADDRINUSE"
	EADDRNOTAVAIL   Errno = "EADDRNOTAVAIL"
	EAFNOSUPPORT    Errno = "EAFNOSUPPORT"
	EAGAIN          Errno = "EAGAIN"
	EALREADY        Errno = "EALREADY"
	EBADF           Errno = "EBADF"
	ECONNABORTED    Errno = "ECONNABORTED"
	ECONNREFUSED    Errno = "ECONNREFUSED"
	ECONNRESET      Errno = "ECONNRESET"
	EDESTADDRREQ    Errno = "EDESTADDRREQ"
	EEXIST          Errno = "EEXIST"
	EFAULT          Errno = "EFAULT"
	EHOSTDOWN       Errno = "EHOSTDOWN"
	EHOSTUNREACH    Errno = "EHOSTUNREACH"
	EINPROGRESS     Errno = "EINPROGRESS"
	EINTR           Errno = "EINTR"
	EINVAL          Errno = "EINVAL"
	EIO             Errno = "EIO"
	EISCONN         Errno = "EISCONN"
	EISDIR          Errno = "EISDIR"
	ELOOP           Errno = "ELOOP"
	EMFILE          Errno = "EMFILE"
	EMSGSIZE        Errno = "EMSGSIZE"
	ENAMETOOLONG    Errno = "ENAMETOOLONG"
	ENETDOWN        Errno = "ENETDOWN"
	ENETRESET       Errno = "ENETRESET"
	ENETUNREACH     Errno = "ENETUNREACH"
	ENFILE          Errno = "ENFILE"
	ENOBUFS         Errno = "ENOBUFS"
	ENODEV          Errno = "ENODEV"
	ENOENT          Errno = "ENOENT"
	ENOMEM          Errno = "ENOMEM"
	ENOPROTOOPT     Errno = "ENOPROTOOPT"
	ENOSPC          Errno = "ENOSPC"
	ENOSYS          Errno = "ENOSYS"
	ENOTCONN        Errno = "ENOTCONN"
	ENOTDIR         Errno = "ENOTDIR"
	ENOTSOCK        Errno = "ENOTSOCK"
	EOPNOTSUPP      Errno = "EOPNOTSUPP"
	EPERM           Errno = "EPERM"
	EPIPE           Errno = "EPIPE"
	EPROTO          Errno = "EPROTO"
	EPROTONOSUPPORT Errno = "EPROTONOSUPPORT"
	EPROTOTYPE      Errno = "EPROTOTYPE"
	EROFS           Errno = "EROFS"
	ESOCKTNOSUPPORT Errno = "ESOCKTNOSUPPORT"
	ETIMEDOUT       Errno = "ETIMEDOUT"
)

// errnos gives each name its number on this system and its text.
var errnos = map[Errno]struct {
	sys  syscall.Errno
	text string
}{
	E2BIG:           {syscall.E2BIG, "argument list too long"},
	EACCES:          {syscall.EACCES, "permission denied"},
	EADDRINUSE:      {syscall.EADDRINUSE, "address already in use"},
	EADDRNOTAVAIL:   {syscall.EADDRNOTAVAIL, "cannot assign requested address"},
	EAFNOSUPPORT:    {syscall.EAFNOSUPPORT, "address family not supported"},
	EAGAIN:          {syscall.EAGAIN, "resource temporarily unavailable"},
	EALREADY:        {syscall.EALREADY, "operation already in progress"},
	EBADF:           {syscall.EBADF, "bad file descriptor"},
	ECONNABORTED:    {syscall.ECONNABORTED, "connection aborted"},
	ECONNREFUSED:    {syscall.ECONNREFUSED, "connection refused"},
	ECONNRESET:      {syscall.ECONNRESET, "connection reset by peer"},
	EDESTADDRREQ:    {syscall.EDESTADDRREQ, "destination address required"},
	EEXIST:          {syscall.EEXIST, "file exists"},
	EFAULT:          {syscall.EFAULT, "bad address"},
	EHOSTDOWN:       {syscall.EHOSTDOWN, "host is down"},
	EHOSTUNREACH:    {syscall.EHOSTUNREACH, "no route to host"},
	EINPROGRESS:     {syscall.EINPROGRESS, "operation now in progress"},
	EINTR:           {syscall.EINTR, "interrupted system call"},
	EINVAL:          {syscall.EINVAL, "invalid argument"},
	EIO:             {syscall.EIO, "input/output error"},
	EISCONN:         {syscall.EISCONN, "socket is already connected"},
	EISDIR:          {syscall.EISDIR, "is a directory"},
	ELOOP:           {syscall.ELOOP, "too many symbolic links"},
	EMFILE:          {syscall.EMFILE, "too many open files in this process"},
	EMSGSIZE:        {syscall.EMSGSIZE, "message too long"},
	ENAMETOOLONG:    {syscall.ENAMETOOLONG, "file name too long"},
	ENETDOWN:        {syscall.ENETDOWN, "network is down"},
	ENETRESET:       {syscall.ENETRESET, "connection dropped by network on reset"},
	ENETUNREACH:     {syscall.ENETUNREACH, "network is unreachable"},
	ENFILE:          {syscall.ENFILE, "too many open files in the system"},
	ENOBUFS:         {syscall.ENOBUFS, "no buffer space available"},
	ENODEV:          {syscall.ENODEV, "no such device"},
	ENOENT:          {syscall.ENOENT, "no such file or directory"},
	ENOMEM:          {syscall.ENOMEM, "cannot allocate memory"},
	ENOPROTOOPT:     {syscall.ENOPROTOOPT, "protocol has no such option"},
	ENOSPC:          {syscall.ENOSPC, "no space left"},
	ENOSYS:          {syscall.ENOSYS, "function not implemented"},
	ENOTCONN:        {syscall.ENOTCONN, "socket is not connected"},
	ENOTDIR:         {syscall.ENOTDIR, "not a directory"},
	ENOTSOCK:        {syscall.ENOTSOCK, "not a socket"},
	EOPNOTSUPP:      {syscall.EOPNOTSUPP, "operation not supported"},
	EPERM:           {syscall.EPERM, "operation not permitted"},
	EPIPE:           {syscall.EPIPE, "broken pipe"},
	EPROTO:          {syscall.EPROTO, "protocol error"},
	EPROTONOSUPPORT: {syscall.EPROTONOSUPPORT, "protocol not supported"},
	EPROTOTYPE:      {syscall.EPROTOTYPE, "wrong protocol type for this socket"},
	EROFS:           {syscall.EROFS, "read-only file system"},
	ESOCKTNOSUPPORT: {syscall.ESOCKTNOSUPPORT, "socket type not supported"},
	ETIMEDOUT:       {syscall.ETIMEDOUT, "connection timed out"},
}

// Error returns the text and the name: "connection refused (ECONNREFUSED)".
func (e Errno) Error() string {
	if info, ok := errnos[e]; ok {
		return info.text + " (" + string(e) + ")"
	}
	return string(e)
}

// Number returns the error's number on this system, 0 where it is unknown.
func (e Errno) Number() int { return int(errnos[e].sys) }

// Is matches the syscall.Errno of the same name and what that one matches
// (fs.ErrPermission, errors.ErrUnsupported), and net.ErrClosed for EBADF.
func (e Errno) Is(target error) bool {
	if e == EBADF && target == net.ErrClosed {
		return true
	}
	info, ok := errnos[e]
	return ok && (error(info.sys) == target || info.sys.Is(target))
}

// Timeout reports whether waiting would, or did, take too long: EAGAIN and ETIMEDOUT.
func (e Errno) Timeout() bool { return e == EAGAIN || e == ETIMEDOUT }

// Temporary reports whether the same call may well work later, as
// syscall.Errno does: servers go on accepting after such an error.
func (e Errno) Temporary() bool {
	switch e {
	case EINTR, EMFILE, ENFILE, ECONNABORTED, ECONNRESET:
		return true
	}
	return e.Timeout()
}

// ErrnoOf returns the name of the system error in err's chain. A timeout of
// the socket's own has none, as in Python; a closed socket is EBADF; "" is
// returned for nil and for other errors.
func ErrnoOf(err error) Errno {
	var errno Errno
	if errors.As(err, &errno) {
		return errno
	}
	if errors.Is(err, net.ErrClosed) {
		return EBADF
	}
	return ""
}
