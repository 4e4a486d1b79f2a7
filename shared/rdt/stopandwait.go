package rdt

import "time"

// A StopAndWaitSender has one packet on its way: rdt3.0 of Kurose & Ross,
// section 3.4.1, and with Config.Numbers 2 the alternating-bit protocol.
type StopAndWaitSender struct{ sending }

var _ Sender = (*StopAndWaitSender)(nil)

// NewStopAndWaitSender returns the sender of a stream.
func NewStopAndWaitSender(c Config, data []byte) *StopAndWaitSender {
	return &StopAndWaitSender{newSending(c, data)}
}

// Send returns the packet, if it is new or its timer has expired.
func (s *StopAndWaitSender) Send(now time.Time) [][]byte {
	if s.Done() {
		return nil
	}
	if s.next > s.base {
		if now.Before(s.due(s.base)) || s.giveUp(now, s.base, s.flight[s.base].tries) {
			return nil
		}
		s.stats.Timeouts++
		s.rto.backoff()
	}
	s.next = s.base + 1
	return [][]byte{s.transmit(now, s.base)}
}

// Wait returns how long the packet's timer still runs.
func (s *StopAndWaitSender) Wait(now time.Time) time.Duration {
	if s.Done() || s.next == s.base {
		return until(now, now)
	}
	return until(now, s.due(s.base))
}

// Receive takes the ack of the packet; others are of those before.
func (s *StopAndWaitSender) Receive(now time.Time, datagram []byte) {
	p, ok := s.ack(datagram)
	switch {
	case !ok:
	case s.next == s.base || p.Seq != s.config.number(s.base):
		s.stats.Duplicates++
	default:
		s.measure(now, s.base)
		s.advance(now, s.next)
	}
}

// A StopAndWaitReceiver expects one packet. With Config.Numbers 1 it cannot tell
// whether a packet came before, and delivers it again.
type StopAndWaitReceiver struct{ receiving }

var _ Receiver = (*StopAndWaitReceiver)(nil)

// NewStopAndWaitReceiver returns the receiver of a stream.
func NewStopAndWaitReceiver(c Config) *StopAndWaitReceiver {
	return &StopAndWaitReceiver{newReceiving(c)}
}

// Receive delivers the packet that is expected, and acknowledges any.
func (r *StopAndWaitReceiver) Receive(now time.Time, datagram []byte) (answer []byte, pieces [][]byte, end bool) {
	p, ok := r.packet(now, datagram)
	if !ok {
		return nil, nil, false
	}
	if r.done || r.config.ahead(p.Seq, r.next) != 0 {
		r.stats.Duplicates++
		return ack(p.Seq), nil, false
	}
	pieces = r.deliver(now, p, nil)
	return ack(p.Seq), pieces, r.done
}
