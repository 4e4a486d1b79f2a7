package main

import (
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/socketlab/socketlab/shared/socket"
)

// advice says what to do about a failed call, by its system error.
var advice = map[socket.Errno]string{
	socket.EADDRINUSE:    "another program uses this address, perhaps 'socketlab servers': stop it, or choose another with --addr",
	socket.EAFNOSUPPORT:  "the lessons use IPv4: give an IPv4 address",
	socket.EADDRNOTAVAIL: "this machine has no such address: choose 127.0.0.1, 0.0.0.0 or one that 'ip address' shows",
	socket.ECONNREFUSED:  "nobody listens there: start the server first, for example with 'socketlab servers'",
	socket.ENETUNREACH:   "this machine knows no way to that address",
	socket.EHOSTUNREACH:  "this machine knows no way to that address",
	socket.ETIMEDOUT:     "no answer: the host is down, or a firewall drops the packets",
	socket.EMFILE:        "this process has no descriptor left: raise the limit with 'ulimit -n'",
	socket.EPERM:         "this needs privileges: run it as root",
	socket.EMSGSIZE:      "a UDP datagram carries at most 65507 bytes over IPv4: send smaller ones with --size",
}

// advised adds to err what to do about it.
func advised(err error) error {
	var e *socket.Error
	errno := socket.ErrnoOf(err)
	if refused(err, errno) {
		return err
	}
	text, ok := advice[errno]
	if errors.As(err, &e) && errno == socket.EACCES {
		text, ok = "this address needs privileges: choose a port of 1024 or more, or run as root", true
		if e.Op != socket.OpBind {
			text = "the system forbids it: a broadcast address, or a firewall's rule"
		}
	}
	var unknown *net.DNSError
	if errors.As(err, &unknown) {
		text, ok = "check the host's name", true
	}
	if !ok {
		return err
	}
	return fmt.Errorf("%w; %s", err, text)
}

// refused reports whether a server's rules or quotas are the cause, which say
// themselves what to do.
func refused(err error, errno socket.Errno) bool {
	if errno != socket.EACCES && errno != socket.EMFILE && errno != socket.ENOBUFS {
		return false
	}
	for err != nil && errors.Unwrap(err) != error(errno) {
		err = errors.Unwrap(err)
	}
	switch err.(type) {
	case nil, *socket.Error, *net.OpError, *os.SyscallError:
		return false
	}
	return true
}
