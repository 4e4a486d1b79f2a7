package virtual

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
)

// A datagram is one that was received.
type datagram struct {
	from netip.AddrPort
	data []byte
}

// overhead is what a datagram takes of the receive buffer besides its bytes.
// Linux counts what it allocated, which is about as much.
const overhead = 512

// A waiter is a call that waits for a datagram.
type waiter struct{ ready chan struct{} }

// wake has the call look again.
func (w *waiter) wake() {
	select {
	case w.ready <- struct{}{}:
	default:
	}
}

// wait sleeps until the call is to look again, or the time is over; the zero
// time is never.
func (w *waiter) wait(clock link.Clock, until time.Time) {
	if until.IsZero() {
		<-w.ready
		return
	}
	timer := clock.NewTimer(until.Sub(clock.Now()))
	defer timer.Stop()
	select {
	case <-w.ready:
	case <-timer.C():
	}
}

// recv is recv and recvfrom. Calls that wait take turns.
func (s *sock) recv(c *socket.Call) error {
	if c.Flags&socket.MSG_OOB != 0 {
		return socket.EOPNOTSUPP
	}
	clock := s.host.network.clock
	patient := c.Timeout != 0 && c.Flags&socket.MSG_DONTWAIT == 0
	var until time.Time
	if patient && c.Timeout > 0 {
		until = clock.Now().Add(c.Timeout)
	}
	turn := len(s.waiters) == 0
	if done, err := s.attempt(c, turn || !patient); done {
		return err
	}
	if !patient {
		return socket.EAGAIN
	}
	w := s.waiter()
	s.waiters = append(s.waiters, w)
	for !over(clock, until) {
		end := sooner(until, s.read)
		s.host.mu.Unlock()
		w.wait(clock, end)
		s.host.mu.Lock()
		if done, err := s.attempt(c, s.waiters[0] == w); done {
			s.leave(w)
			return err
		}
	}
	s.leave(w)
	return os.ErrDeadlineExceeded
}

// attempt does a receive that need not wait, if it is its turn: it reports whether
// it could, or the socket or its deadline ends it.
func (s *sock) attempt(c *socket.Call, turn bool) (done bool, err error) {
	switch {
	case s.closed:
		return true, net.ErrClosed
	case over(s.host.network.clock, s.read):
		return true, os.ErrDeadlineExceeded
	case !turn:
		return false, nil
	}
	return s.take(c)
}

// waiter returns one that nobody uses.
func (s *sock) waiter() *waiter {
	w := s.idle
	s.idle = nil
	if w == nil {
		w = &waiter{make(chan struct{}, 1)}
	}
	return w
}

// leave ends a call's waiting, and gives the turn to the next.
func (s *sock) leave(w *waiter) {
	s.waiters = slices.DeleteFunc(s.waiters, func(other *waiter) bool { return other == w })
	select {
	case <-w.ready:
	default:
	}
	s.idle = w
	s.wakeFirst()
}

func (s *sock) wakeFirst() {
	if len(s.waiters) > 0 {
		s.waiters[0].wake()
	}
}

func (s *sock) wakeAll() {
	for _, w := range s.waiters {
		w.wake()
	}
}

// take does a receive that need not wait: it reports whether it could.
func (s *sock) take(c *socket.Call) (done bool, err error) {
	if err := s.takePending(); err != nil {
		return true, err
	}
	if len(s.queue) == 0 {
		c.N = 0
		return s.noRecv, nil
	}
	d := s.queue[0]
	c.N = copy(c.Buf, d.data)
	c.Addr, c.Got = s.addr(d.from), 0
	if len(d.data) > len(c.Buf) {
		c.Got = socket.MSG_TRUNC
		if c.Flags&socket.MSG_TRUNC != 0 {
			c.N = len(d.data)
		}
	}
	if c.Flags&socket.MSG_PEEK == 0 {
		s.queue[0] = datagram{}
		s.queue = s.queue[1:]
		s.bytes -= len(d.data) + overhead
		if len(s.queue) == 0 {
			s.queue = s.room
		}
	}
	return true, nil
}

// takePending returns an error that came by ICMP, once.
func (s *sock) takePending() error {
	if e := s.pending; e != "" {
		s.pending = ""
		return e
	}
	return nil
}

// receive takes a datagram that came to the host.
func (h *Host) receive(src, dst netip.AddrPort, data []byte) {
	h.mu.Lock()
	var one [1]*sock // but for a broadcast
	all := h.receivers(one[:0], src, dst)
	full := 0
	for _, s := range all {
		if !s.keep(datagram{src, data}) {
			full++
		}
	}
	h.mu.Unlock()
	for range full {
		h.network.lose(src, dst, data, "rcvbuf", "the socket's receive buffer is full")
	}
	if len(all) == 0 && dst.Addr() != broadcast {
		h.refuse(src, dst, data)
	}
}

// keep puts a datagram into the receive buffer. It returns false if that is full.
func (s *sock) keep(d datagram) bool {
	size := len(d.data) + overhead
	if s.bytes > 0 && s.bytes+size > s.options[socket.SO_RCVBUF] {
		return false
	}
	if !s.noRecv {
		s.queue = append(s.queue, d)
		s.room = s.queue[:0]
		s.bytes += size
		s.wakeFirst()
	}
	return true
}

func over(clock link.Clock, t time.Time) bool { return !t.IsZero() && !clock.Now().Before(t) }

// sooner returns the earlier of two times, of which zero is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
