package rdt

import "time"

// A GoBackNSender has a window of packets on their way and one timer, for the
// oldest. When that expires it sends the whole window again: Kurose & Ross,
// section 3.4.3.
type GoBackNSender struct {
	sending
	timer    time.Time // when it expires
	timeouts int       // since the window last moved
}

var _ Sender = (*GoBackNSender)(nil)

// NewGoBackNSender returns the sender of a stream.
func NewGoBackNSender(c Config, data []byte) *GoBackNSender {
	return &GoBackNSender{sending: newSending(c, data)}
}

// Send returns what has come into the window, or all of it if the timer has
// expired.
func (s *GoBackNSender) Send(now time.Time) (packets [][]byte) {
	if s.Done() {
		return nil
	}
	if s.base < s.next && !now.Before(s.timer) {
		s.timeouts++
		if s.giveUp(now, s.base, s.timeouts) {
			return nil
		}
		s.stats.Timeouts++
		s.rto.backoff()
		s.next = s.base // go back
	}
	for s.next <= s.last && s.next < s.base+s.config.Window {
		if s.next == s.base {
			s.timer = now.Add(s.rto.value)
		}
		packets = append(packets, s.transmit(now, s.next))
		s.next++
	}
	return packets
}

// Wait returns how long the timer still runs.
func (s *GoBackNSender) Wait(now time.Time) time.Duration {
	if s.Done() || s.base == s.next {
		return until(now, now)
	}
	return until(now, s.timer)
}

// Receive moves the window behind the packet that an ack names: it stands for
// all packets before, too.
func (s *GoBackNSender) Receive(now time.Time, datagram []byte) {
	p, ok := s.ack(datagram)
	if !ok {
		return
	}
	n := int64(s.base) - 1 + s.config.ahead(p.Seq, s.base-1)
	if n < int64(s.base) || n >= int64(s.next) {
		s.stats.Duplicates++
		return
	}
	s.measure(now, int(n))
	s.advance(now, int(n)+1)
	s.timer = now.Add(s.rto.value) // for what is now the oldest
	s.timeouts = 0
}

// A GoBackNReceiver takes packets in order and throws all others away.
type GoBackNReceiver struct{ receiving }

var _ Receiver = (*GoBackNReceiver)(nil)

// NewGoBackNReceiver returns the receiver of a stream.
func NewGoBackNReceiver(c Config) *GoBackNReceiver {
	return &GoBackNReceiver{newReceiving(c)}
}

// Receive delivers the packet whose turn it is, and acknowledges the last one
// that was delivered.
func (r *GoBackNReceiver) Receive(now time.Time, datagram []byte) (answer []byte, pieces [][]byte, end bool) {
	p, ok := r.packet(now, datagram)
	if !ok {
		return nil, nil, false
	}
	switch ahead := r.config.ahead(p.Seq, r.next); {
	case r.done || ahead >= int64(r.config.Window):
		r.stats.Duplicates++
	case ahead > 0:
		r.stats.OutOfOrder++
	default:
		pieces = r.deliver(now, p, nil)
		end = r.done
	}
	return ack(r.config.number(r.next - 1)), pieces, end
}
