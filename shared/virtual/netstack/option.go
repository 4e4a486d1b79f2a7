package netstack

import (
	"time"

	"github.com/socketlab/socketlab/shared/socket"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

// The least that Linux makes of SO_RCVBUF and SO_SNDBUF, and the most, in bytes.
const (
	leastRcvBuf = 2304
	leastSndBuf = 4608
	mostBuf     = 8 << 20
)

// A flag is an option that is on or off.
type flag struct {
	set func(*tcpip.SocketOptions, bool)
	get func(*tcpip.SocketOptions) bool
}

var flags = map[socket.Option]flag{
	socket.SO_REUSEADDR: {(*tcpip.SocketOptions).SetReuseAddress, (*tcpip.SocketOptions).GetReuseAddress},
	socket.SO_REUSEPORT: {(*tcpip.SocketOptions).SetReusePort, (*tcpip.SocketOptions).GetReusePort},
	socket.SO_KEEPALIVE: {(*tcpip.SocketOptions).SetKeepAlive, (*tcpip.SocketOptions).GetKeepAlive},
	socket.SO_BROADCAST: {(*tcpip.SocketOptions).SetBroadcast, (*tcpip.SocketOptions).GetBroadcast},
	socket.IPV6_V6ONLY:  {(*tcpip.SocketOptions).SetV6Only, (*tcpip.SocketOptions).GetV6Only},
	socket.TCP_NODELAY: {
		func(o *tcpip.SocketOptions, on bool) { o.SetDelayOption(!on) },
		func(o *tcpip.SocketOptions) bool { return !o.GetDelayOption() },
	},
}

// setOption sets an option. Buffers get twice what is asked for, as on Linux.
func (s *sock) setOption(opt socket.Option, value int) error {
	o := s.ep().SocketOptions()
	if f, ok := flags[opt]; ok {
		if err := s.mayHave(opt); err != nil {
			return err
		}
		if opt == socket.IPV6_V6ONLY && !s.fresh() {
			return socket.EINVAL
		}
		f.set(o, value != 0)
		return nil
	}
	switch opt {
	case socket.SO_RCVBUF:
		o.SetReceiveBufferSize(int64(max(leastRcvBuf, 2*min(max(0, value), mostBuf/2))), true)
	case socket.SO_SNDBUF:
		o.SetSendBufferSize(int64(max(leastSndBuf, 2*min(max(0, value), mostBuf/2))), true)
	case socket.SO_LINGER:
		o.SetLinger(tcpip.LingerOption{Enabled: value >= 0, Timeout: time.Duration(max(0, value)) * time.Second})
	case socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT:
		return s.setKeepalive(opt, value)
	default:
		return socket.ENOPROTOOPT
	}
	return nil
}

// setKeepalive sets how keepalive works. Linux has upper bounds, too.
func (s *sock) setKeepalive(opt socket.Option, value int) error {
	if value < 1 || value > 32767 || opt == socket.TCP_KEEPCNT && value > 127 {
		return socket.EINVAL
	}
	switch opt {
	case socket.TCP_KEEPIDLE:
		v := tcpip.KeepaliveIdleOption(time.Duration(value) * time.Second)
		return cause(s.ep().SetSockOpt(&v))
	case socket.TCP_KEEPINTVL:
		v := tcpip.KeepaliveIntervalOption(time.Duration(value) * time.Second)
		return cause(s.ep().SetSockOpt(&v))
	}
	return cause(s.ep().SetSockOptInt(tcpip.KeepaliveCountOption, value))
}

func (s *sock) getOption(c *socket.Call) error {
	o := s.ep().SocketOptions()
	if f, ok := flags[c.Option]; ok {
		if c.Value = 0; f.get(o) {
			c.Value = 1
		}
		return s.mayHave(c.Option)
	}
	switch c.Option {
	case socket.SO_TYPE:
		c.Value = int(socket.SOCK_STREAM)
	case socket.SO_ERROR:
		c.Pending = socket.ErrnoOf(s.told(s.ep().LastError()))
		c.Value = c.Pending.Number()
	case socket.SO_RCVBUF:
		c.Value = int(o.GetReceiveBufferSize())
	case socket.SO_SNDBUF:
		c.Value = int(o.GetSendBufferSize())
	case socket.SO_LINGER:
		if c.Value = -1; o.GetLinger().Enabled {
			c.Value = int(o.GetLinger().Timeout / time.Second)
		}
	case socket.TCP_KEEPIDLE:
		var v tcpip.KeepaliveIdleOption
		err := s.ep().GetSockOpt(&v)
		c.Value = int(time.Duration(v) / time.Second)
		return cause(err)
	case socket.TCP_KEEPINTVL:
		var v tcpip.KeepaliveIntervalOption
		err := s.ep().GetSockOpt(&v)
		c.Value = int(time.Duration(v) / time.Second)
		return cause(err)
	case socket.TCP_KEEPCNT:
		v, err := s.ep().GetSockOptInt(tcpip.KeepaliveCountOption)
		c.Value = v
		return cause(err)
	default:
		return socket.ENOPROTOOPT
	}
	return nil
}

// mayHave returns the error of an option that is another family's.
func (s *sock) mayHave(opt socket.Option) error {
	if opt == socket.IPV6_V6ONLY && s.family != socket.AF_INET6 {
		return socket.ENOPROTOOPT
	}
	return nil
}

// fresh reports whether the socket is neither bound nor connected.
func (s *sock) fresh() bool { return s.state() == tcp.StateInitial }
