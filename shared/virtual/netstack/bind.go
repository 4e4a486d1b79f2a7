package netstack

import (
	"github.com/socketlab/socketlab/shared/socket"
	"gvisor.dev/gvisor/pkg/tcpip"
)

// The ephemeral ports (RFC 6335, section 6).
const firstEphemeral, lastEphemeral = 49152, 65535

// bind gives the socket an address and a port.
func (s *sock) bind(a socket.Addr) error {
	if !s.takes(a.IP) {
		return socket.EAFNOSUPPORT
	}
	err := s.bindTo(full(a))
	if err == nil {
		s.bound.Store(true)
	}
	return err
}

// bindTo binds to an address. Port 0 is the next that is free: in order, so that
// flows have the same names in each run, and links the same fates for them.
func (s *sock) bindTo(a tcpip.FullAddress) error {
	if a.Port != 0 {
		return cause(s.ep().Bind(a))
	}
	for range lastEphemeral - firstEphemeral + 1 {
		a.Port = s.stack.nextEphemeral()
		err := cause(s.ep().Bind(a))
		if err != socket.EADDRINUSE {
			return err
		}
	}
	return socket.EADDRINUSE
}

func (st *Stack) nextEphemeral() uint16 {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.ephemeral++; st.ephemeral < firstEphemeral {
		st.ephemeral = firstEphemeral
	}
	return st.ephemeral
}
