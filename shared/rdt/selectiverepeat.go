package rdt

import (
	"bytes"
	"time"
)

// A SelectiveRepeatSender has a window of packets on their way, each with its
// own timer and its own ack: Kurose & Ross, section 3.4.4.
type SelectiveRepeatSender struct{ sending }

var _ Sender = (*SelectiveRepeatSender)(nil)

// NewSelectiveRepeatSender returns the sender of a stream.
func NewSelectiveRepeatSender(c Config, data []byte) *SelectiveRepeatSender {
	return &SelectiveRepeatSender{newSending(c, data)}
}

// Send returns the packets whose timers have expired, and those that have come
// into the window.
func (s *SelectiveRepeatSender) Send(now time.Time) (packets [][]byte) {
	if s.Done() {
		return nil
	}
	for n := s.base; n < s.next; n++ {
		if s.flight[n].acked || now.Before(s.due(n)) {
			continue
		}
		if s.giveUp(now, n, s.flight[n].tries) {
			return nil
		}
		packets = append(packets, s.transmit(now, n))
	}
	if len(packets) > 0 {
		s.stats.Timeouts += len(packets)
		s.rto.backoff()
	}
	for s.next <= s.last && s.next < s.base+s.config.Window {
		packets = append(packets, s.transmit(now, s.next))
		s.next++
	}
	return packets
}

// Wait returns how long it is until the first timer expires.
func (s *SelectiveRepeatSender) Wait(now time.Time) time.Duration {
	if s.Done() || s.base == s.next {
		return until(now, now)
	}
	first := s.due(s.base) // which is never acknowledged
	for n := s.base + 1; n < s.next; n++ {
		if due := s.due(n); !s.flight[n].acked && due.Before(first) {
			first = due
		}
	}
	return until(now, first)
}

// Receive takes the ack of one packet, and moves the window behind all that are
// acknowledged without a gap.
func (s *SelectiveRepeatSender) Receive(now time.Time, datagram []byte) {
	p, ok := s.ack(datagram)
	if !ok {
		return
	}
	n := int64(s.base) + s.config.ahead(p.Seq, s.base)
	if n >= int64(s.next) || s.flight[int(n)].acked {
		s.stats.Duplicates++
		return
	}
	s.measure(now, int(n))
	s.flight[int(n)].acked = true
	gap := s.base
	for gap < s.next && s.flight[gap].acked {
		gap++
	}
	s.advance(now, gap)
}

// A SelectiveRepeatReceiver keeps packets that come before their turn, as many
// as the window has.
type SelectiveRepeatReceiver struct {
	receiving
	early map[int]Packet
}

var _ Receiver = (*SelectiveRepeatReceiver)(nil)

// NewSelectiveRepeatReceiver returns the receiver of a stream.
func NewSelectiveRepeatReceiver(c Config) *SelectiveRepeatReceiver {
	return &SelectiveRepeatReceiver{newReceiving(c), make(map[int]Packet)}
}

// Receive keeps a packet of the window, delivers those whose turn it is, and
// acknowledges the one that came.
func (r *SelectiveRepeatReceiver) Receive(now time.Time, datagram []byte) (answer []byte, pieces [][]byte, end bool) {
	p, ok := r.packet(now, datagram)
	if !ok {
		return nil, nil, false
	}
	window := int64(r.config.Window)
	ahead := r.config.ahead(p.Seq, r.next)
	if !r.done && ahead >= window && ahead < r.config.numbers()/2 {
		r.stats.OutOfOrder++ // by a sender with a larger window: there is no room
		return nil, nil, false
	}
	n := r.next + int(ahead)
	if _, known := r.early[n]; known || r.done || ahead >= window {
		r.stats.Duplicates++
		return ack(p.Seq), nil, false
	}
	if ahead > 0 {
		r.stats.OutOfOrder++
		p.Payload = bytes.Clone(p.Payload) // the datagram's buffer is the caller's
	}
	r.early[n] = p
	for !r.done {
		q, ok := r.early[r.next]
		if !ok {
			break
		}
		delete(r.early, r.next)
		pieces = r.deliver(now, q, pieces)
	}
	return ack(p.Seq), pieces, r.done
}
