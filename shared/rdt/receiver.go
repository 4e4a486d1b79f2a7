package rdt

import (
	"hash/crc32"
	"time"
)

// A Receiver takes a Sender's stream and delivers it in order.
type Receiver interface {
	// Receive takes a datagram that came, of any content. It returns the
	// datagram to answer with, if any, the pieces of the stream whose turn
	// it is, and whether the stream ends behind them. The pieces may be
	// parts of the datagram that was given.
	Receive(now time.Time, datagram []byte) (answer []byte, pieces [][]byte, end bool)

	// Done reports whether the whole stream has been delivered. The sender
	// may not know that yet: go on to answer it until Expired.
	Done() bool

	// Expired reports whether nothing came for Config.Linger: whether done or
	// not, the sender has gone.
	Expired(now time.Time) bool

	Stats() Stats
}

// receiving is what the receivers share.
type receiving struct {
	config Config
	next   int // packet; the first is 1
	done   bool
	began  time.Time
	heard  time.Time
	stats  Stats
}

func newReceiving(c Config) receiving { return receiving{config: c.filled(), next: 1} }

func (r *receiving) Done() bool   { return r.done }
func (r *receiving) Stats() Stats { return r.stats }

func (r *receiving) Expired(now time.Time) bool {
	return !r.heard.IsZero() && now.Sub(r.heard) >= r.config.Linger
}

// packet returns the data or fin in a datagram.
func (r *receiving) packet(now time.Time, datagram []byte) (Packet, bool) {
	if r.began.IsZero() {
		r.began = now
	}
	r.heard = now
	p, err := Decode(datagram)
	if err != nil || p.Kind == Ack {
		r.stats.Corrupted++
		return p, false
	}
	return p, true
}

// deliver takes the packet whose turn it is, and adds what it brings to pieces.
func (r *receiving) deliver(now time.Time, p Packet, pieces [][]byte) [][]byte {
	r.next++
	r.stats.Packets++
	r.stats.Bytes += int64(len(p.Payload))
	r.stats.Sum = crc32.Update(r.stats.Sum, crc32.IEEETable, p.Payload)
	r.stats.Elapsed = now.Sub(r.began)
	if p.Kind == Fin {
		r.done = true
		return pieces
	}
	return append(pieces, p.Payload)
}

func ack(seq uint32) []byte { return Packet{Kind: Ack, Seq: seq}.Encode() }
