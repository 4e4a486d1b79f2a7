package virtual

import (
	"github.com/socketlab/socketlab/shared/socket"
)

// defaults are the options of a new socket, with Linux's values.
var defaults = map[socket.Option]int{
	socket.SO_REUSEADDR: 0, socket.SO_REUSEPORT: 0, socket.SO_BROADCAST: 0, socket.SO_KEEPALIVE: 0,
	socket.SO_LINGER: -1, socket.SO_RCVBUF: 212992, socket.SO_SNDBUF: 212992, socket.IPV6_V6ONLY: 0,
}

// The least that Linux makes of SO_RCVBUF and SO_SNDBUF, and the most, in bytes.
const (
	leastRcvBuf = 2304
	leastSndBuf = 4608
	mostBuf     = 8 << 20
)

// setOption sets an option. Buffers get twice what is asked for, as on Linux.
func (s *sock) setOption(opt socket.Option, value int) error {
	if _, known := s.options[opt]; !known || opt == socket.IPV6_V6ONLY && s.family != socket.AF_INET6 {
		return socket.ENOPROTOOPT
	}
	switch opt {
	case socket.SO_RCVBUF:
		value = max(leastRcvBuf, 2*min(max(0, value), mostBuf/2))
	case socket.SO_SNDBUF:
		value = max(leastSndBuf, 2*min(max(0, value), mostBuf/2))
	case socket.SO_LINGER:
		value = max(-1, value)
	case socket.IPV6_V6ONLY:
		if s.local.IsValid() {
			return socket.EINVAL
		}
		value = min(1, max(value, -value))
	default:
		value = min(1, max(value, -value))
	}
	s.options[opt] = value
	return nil
}

func (s *sock) getOption(c *socket.Call) error {
	switch c.Option {
	case socket.SO_TYPE:
		c.Value = int(socket.SOCK_DGRAM)
		return nil
	case socket.SO_ERROR:
		c.Pending, s.pending = s.pending, ""
		c.Value = c.Pending.Number()
		return nil
	}
	value, known := s.options[c.Option]
	if !known || c.Option == socket.IPV6_V6ONLY && s.family != socket.AF_INET6 {
		return socket.ENOPROTOOPT
	}
	c.Value = value
	return nil
}
