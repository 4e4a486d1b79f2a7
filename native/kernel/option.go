//go:build linux || darwin

package kernel

import (
	"syscall"

	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/sys/unix"
)

// options gives each option its level and number on this system.
var options = map[socket.Option][2]int{
	socket.SO_REUSEADDR:  {unix.SOL_SOCKET, unix.SO_REUSEADDR},
	socket.SO_REUSEPORT:  {unix.SOL_SOCKET, unix.SO_REUSEPORT},
	socket.SO_RCVBUF:     {unix.SOL_SOCKET, unix.SO_RCVBUF},
	socket.SO_SNDBUF:     {unix.SOL_SOCKET, unix.SO_SNDBUF},
	socket.SO_KEEPALIVE:  {unix.SOL_SOCKET, unix.SO_KEEPALIVE},
	socket.SO_LINGER:     {unix.SOL_SOCKET, linger},
	socket.SO_ERROR:      {unix.SOL_SOCKET, unix.SO_ERROR},
	socket.SO_TYPE:       {unix.SOL_SOCKET, unix.SO_TYPE},
	socket.SO_BROADCAST:  {unix.SOL_SOCKET, unix.SO_BROADCAST},
	socket.TCP_NODELAY:   {unix.IPPROTO_TCP, unix.TCP_NODELAY},
	socket.TCP_KEEPIDLE:  {unix.IPPROTO_TCP, keepIdle},
	socket.TCP_KEEPINTVL: {unix.IPPROTO_TCP, unix.TCP_KEEPINTVL},
	socket.TCP_KEEPCNT:   {unix.IPPROTO_TCP, unix.TCP_KEEPCNT},
	socket.IPV6_V6ONLY:   {unix.IPPROTO_IPV6, unix.IPV6_V6ONLY},
	socket.IP_HDRINCL:    {unix.IPPROTO_IP, unix.IP_HDRINCL},
}

func setOption(fd int, opt socket.Option, value int) error {
	at, ok := options[opt]
	if !ok {
		return socket.ENOPROTOOPT
	}
	if opt != socket.SO_LINGER {
		return unix.SetsockoptInt(fd, at[0], at[1], value)
	}
	l := unix.Linger{Linger: int32(max(value, 0))}
	if value >= 0 {
		l.Onoff = 1
	}
	return unix.SetsockoptLinger(fd, at[0], at[1], &l)
}

func getOption(fd int, c *socket.Call) error {
	at, ok := options[c.Option]
	if !ok {
		return socket.ENOPROTOOPT
	}
	if c.Option == socket.SO_LINGER {
		l, err := unix.GetsockoptLinger(fd, at[0], at[1])
		if err == nil {
			c.Value = int(l.Linger)
			if l.Onoff == 0 {
				c.Value = -1
			}
		}
		return err
	}
	v, err := unix.GetsockoptInt(fd, at[0], at[1])
	if err != nil {
		return err
	}
	switch c.Option {
	case socket.SO_ERROR:
		c.Value = v
		if errno, ok := cause(syscall.Errno(v)).(socket.Errno); ok && v != 0 {
			c.Pending = errno
		}
	case socket.SO_TYPE:
		for t, number := range types {
			if number == v {
				c.Value = int(t)
			}
		}
	default:
		c.Value = v
	}
	return nil
}

// systemFlags returns the flags of the system calls. Waiting is not the
// kernel's business here: MSG_DONTWAIT and MSG_WAITALL are done above.
func systemFlags(f socket.Flags) (int, error) {
	flags := 0
	if f&socket.MSG_PEEK != 0 {
		flags |= unix.MSG_PEEK
	}
	if f&socket.MSG_OOB != 0 {
		flags |= unix.MSG_OOB
	}
	if f&socket.MSG_TRUNC != 0 {
		if truncFlag == 0 {
			return 0, socket.EOPNOTSUPP
		}
		flags |= truncFlag
	}
	return flags, nil
}

func stateName(state uint8) string {
	if int(state) < len(states) {
		return states[state]
	}
	return ""
}
