package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"

	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/socket"
)

// stack returns a network for the session: guarded, metered, and its own.
func (s *Server) stack(session *session) socket.Stack {
	log := s.log.With("session", session.number)
	guarded := guard.New(s.config.Stack(), s.config.Policy, s.config.Quota, log)
	return &meter{Stack: guarded, session: session, refused: s.metrics.calls, log: log}
}

// A meter is a Stack whose sockets are counted, each session's and all together,
// and bounded together.
type meter struct {
	socket.Stack
	session *session
	refused func(socket.Errno) // told of each call that failed with one of refusals
	log     *slog.Logger

	mu   sync.Mutex
	open int64
	over bool // closed: the sockets are no longer counted one by one
}

var _ socket.Stack = (*meter)(nil)

func (m *meter) Socket(f socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	if !m.take() {
		return nil, m.none(socket.OpSocket)
	}
	h, err := m.Stack.Socket(f, t, proto)
	if err != nil {
		m.give()
		return nil, m.told(err)
	}
	return &metered{Handle: h, meter: m}, nil
}

func (m *meter) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	ips, err := m.Stack.Resolve(ctx, host)
	return ips, m.told(err)
}

func (m *meter) Close() error {
	err := m.Stack.Close()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count(-m.open)
	m.over = true
	return err
}

// take counts one more socket, if there may be one more.
func (m *meter) take() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if most := m.session.registry.maxSockets; m.over || most > 0 && m.session.registry.sockets.Load() >= most {
		return false
	}
	m.session.made.Add(1)
	m.count(1)
	return true
}

// none refuses a socket more.
func (m *meter) none(call socket.Op) error {
	most := m.session.registry.maxSockets
	m.log.Warn("refused", "call", call.String(), "reason", fmt.Sprintf("more than %d sockets of all sessions", most))
	return m.told(fmt.Errorf("%w: the server has %d sockets for all its pages, and they are in use; close some", socket.EMFILE, most))
}

func (m *meter) give() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.over {
		m.count(-1)
	}
}

// count changes how many sockets are open. The caller holds the lock.
func (m *meter) count(n int64) {
	m.open += n
	m.session.sockets.Add(n)
	m.session.registry.sockets.Add(n)
}

// refusals is the errors by which a call is refused, not failed.
var refusals = []socket.Errno{socket.EACCES, socket.EMFILE, socket.ENOBUFS}

// told counts err if it is a refusal, and returns it. EAGAIN, which each
// call that waits begins with, costs next to nothing.
func (m *meter) told(err error) error {
	if err == nil || err == socket.EAGAIN {
		return err
	}
	errno := socket.ErrnoOf(err)
	for _, refusal := range refusals {
		if errno == refusal {
			m.refused(errno)
		}
	}
	return err
}

// metered is a socket of a meter's.
type metered struct {
	socket.Handle
	meter *meter
	once  sync.Once
}

func (h *metered) Do(c *socket.Call) error {
	err := h.Handle.Do(c)
	if c.Op == socket.OpAccept && err == nil {
		if !h.meter.take() {
			c.Accepted.Close()
			c.Accepted = nil
			return h.meter.none(socket.OpAccept)
		}
		c.Accepted = &metered{Handle: c.Accepted, meter: h.meter}
	}
	return h.meter.told(err)
}

func (h *metered) Close() error {
	err := h.Handle.Close()
	h.once.Do(h.meter.give)
	return err
}

// Fileno returns the descriptor's number, or -1.
func (h *metered) Fileno() int { return socket.Fileno(h.Handle) }
