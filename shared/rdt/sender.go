package rdt

import (
	"fmt"
	"hash/crc32"
	"syscall"
	"time"
)

// A Sender has a stream arrive at a Receiver. Times go forward.
type Sender interface {
	// Send returns the datagrams that are to be sent now: new ones, and
	// those whose timer has expired. They are the caller's to keep.
	Send(now time.Time) [][]byte

	// Wait returns for how long there is nothing to send, unless a datagram
	// comes: more than 0. It is to be asked after Send, with the same now.
	Wait(now time.Time) time.Duration

	// Receive takes a datagram that came, of any content.
	Receive(now time.Time, datagram []byte)

	// Done reports whether all is acknowledged, or Err is not nil.
	Done() bool

	// Err returns why the sender gave up: syscall.ETIMEDOUT.
	Err() error

	// Progress returns how many bytes of the stream are acknowledged, and how
	// many it has.
	Progress() (done, total int64)

	Stats() Stats
}

// sending is what the senders share.
type sending struct {
	config Config
	data   []byte
	last   int // packet, the fin; the first is 1
	base   int // the first that is not acknowledged
	next   int // the first that is not sent
	rto    rto
	flight map[int]*flight // from base
	began  time.Time
	trips  time.Duration // the sum of those measured
	timed  int           // how many
	stats  Stats
	err    error
}

// A flight is a packet that was sent.
type flight struct {
	tries int
	sent  time.Time // last
	acked bool      // selective repeat: before those in front of it
}

func newSending(c Config, data []byte) sending {
	c = c.filled()
	pieces := (len(data) + c.Payload - 1) / c.Payload
	return sending{
		config: c, data: data, last: pieces + 1, base: 1, next: 1,
		rto: rto{adaptive: c.Adaptive, value: c.Timeout}, flight: make(map[int]*flight),
	}
}

func (s *sending) Done() bool   { return s.err != nil || s.base > s.last }
func (s *sending) Err() error   { return s.err }
func (s *sending) Stats() Stats { return s.stats }

func (s *sending) Progress() (done, total int64) { return s.stats.Bytes, int64(len(s.data)) }

// due returns when a packet's timer expires.
func (s *sending) due(n int) time.Time { return s.flight[n].sent.Add(s.rto.value) }

// until returns the time from now to a deadline, for Wait.
func until(now, deadline time.Time) time.Duration {
	return max(time.Nanosecond, deadline.Sub(now))
}

// packet returns the n-th packet.
func (s *sending) packet(n int) Packet {
	p := Packet{Kind: Fin, Seq: s.config.number(n)}
	if n < s.last {
		p.Kind, p.Payload = Data, s.piece(n)
	}
	return p
}

// piece returns the n-th packet's part of the stream; the fin's is empty.
func (s *sending) piece(n int) []byte {
	from := min(len(s.data), (n-1)*s.config.Payload)
	return s.data[from:min(len(s.data), from+s.config.Payload)]
}

// transmit returns the n-th packet's datagram, and counts.
func (s *sending) transmit(now time.Time, n int) []byte {
	if s.began.IsZero() {
		s.began = now
	}
	f := s.flight[n]
	if f == nil {
		f = new(flight)
		s.flight[n] = f
		s.stats.Packets++
	} else {
		s.stats.Retransmitted++
	}
	f.tries++
	f.sent = now
	return s.packet(n).Encode()
}

// giveUp ends the transfer if the n-th packet was tried so often.
func (s *sending) giveUp(now time.Time, n, tries int) bool {
	if tries < s.config.Tries {
		return false
	}
	s.stats.Elapsed = now.Sub(s.began)
	s.err = fmt.Errorf("rdt: %v was sent %d times in vain; of %d bytes, %d are acknowledged: %w",
		s.packet(n).Kind, tries, len(s.data), s.stats.Bytes, syscall.ETIMEDOUT)
	return true
}

// ack returns the ack in a datagram.
func (s *sending) ack(datagram []byte) (Packet, bool) {
	p, err := Decode(datagram)
	if err != nil || p.Kind != Ack {
		s.stats.Corrupted++
		return p, false
	}
	return p, !s.Done()
}

// measure takes the round trip of a packet whose ack has come. That of one that
// was sent again is not known: which was acknowledged? (Karn)
func (s *sending) measure(now time.Time, n int) {
	if f := s.flight[n]; f.tries == 1 {
		rtt := now.Sub(f.sent)
		s.rto.sample(rtt)
		s.timed++
		s.trips += rtt
		s.stats.RTT = s.trips / time.Duration(s.timed)
	}
}

// advance moves the window to begin with the n-th packet.
func (s *sending) advance(now time.Time, n int) {
	for ; s.base < n; s.base++ {
		delete(s.flight, s.base)
		piece := s.piece(s.base)
		s.stats.Bytes += int64(len(piece))
		s.stats.Sum = crc32.Update(s.stats.Sum, crc32.IEEETable, piece)
	}
	s.stats.Elapsed = now.Sub(s.began)
}
