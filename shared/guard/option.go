package guard

import (
	"slices"

	"github.com/socketlab/socketlab/shared/socket"
)

// options is what setsockopt(2) may set. One that is new to package socket is
// refused until it is known not to lead round the rules, as SO_BINDTODEVICE would.
var options = []socket.Option{
	socket.SO_REUSEADDR, socket.SO_REUSEPORT, socket.SO_RCVBUF, socket.SO_SNDBUF, socket.SO_KEEPALIVE,
	socket.SO_LINGER, socket.SO_ERROR, socket.SO_TYPE, socket.SO_BROADCAST, socket.TCP_NODELAY,
	socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.IPV6_V6ONLY, socket.IP_HDRINCL,
}

// maxLinger is the longest SO_LINGER, in seconds, so that the sockets of a client
// that has gone are closed within five, and maxLingering how many
// sockets linger at once: each close that lingers holds a thread.
const (
	maxLinger    = 4
	maxLingering = 16
)

func (h *handle) setOption(c *socket.Call) error {
	if c.Option.Level() != 0 && !slices.Contains(options, c.Option) {
		return h.stack.refuse(c.Op, c.Option.String(), "", nil)
	}
	if c.Option == socket.SO_LINGER && c.Value > maxLinger {
		return h.stack.refuseLinger(c.Value)
	}
	err := h.Handle.Do(c)
	if err == nil && c.Option == socket.SO_LINGER {
		h.lingers.Store(c.Value > 0)
	}
	return err
}

// linger lets a socket linger if not too many do, and returns what to call when
// it is closed.
func (st *Stack) linger(h socket.Handle) func() {
	select {
	case st.lingering <- struct{}{}:
		return func() { <-st.lingering }
	default:
		h.Do(&socket.Call{Op: socket.OpSetSockOpt, Option: socket.SO_LINGER, Value: -1})
		return func() {}
	}
}
