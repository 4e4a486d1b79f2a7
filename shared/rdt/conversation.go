package rdt

import "hash/crc32"

// Conversations follow transfers by the datagrams of their senders, as somebody does
// who sees each of them leave. The zero value knows none. It is for one goroutine.
type Conversations struct {
	ends map[[2]string]*end
}

// An end is the sender of a stream, as its packets say.
type end struct {
	next    int64  // the first packet that it has not sent
	numbers int64  // how many sequence numbers there are; 0: none has come again so far
	last    uint32 // the checksum of what it sent last
}

// Follow takes note of a datagram that leaves one address for another, and returns
// its packet with the packet's number for Seq, which counts from 1 however few sequence
// numbers there are; an ack has that of the packet it answers, or 0. It reports whether
// the packet is data or a fin that was sent before. A datagram that is no packet is an error.
func (c *Conversations) Follow(src, dst string, datagram []byte) (p Packet, again bool, err error) {
	if p, err = Decode(datagram); err != nil {
		return p, false, err
	}
	if p.Kind == Ack {
		if e := c.ends[[2]string{dst, src}]; e != nil && e.numbers > 0 {
			p.Seq = uint32(e.before(p.Seq))
		}
		return p, false, nil
	}
	if c.ends == nil {
		c.ends = make(map[[2]string]*end)
	}
	way := [2]string{src, dst}
	if c.ends[way] == nil {
		c.ends[way] = &end{next: 1}
	}
	n, again := c.ends[way].send(p.Seq, crc32.ChecksumIEEE(datagram))
	p.Seq = uint32(n)
	return p, again, nil
}

// send returns the number of a packet, and whether it was sent before. New packets are
// sent in their order, so the first 0 says how many sequence numbers there are.
func (e *end) send(seq uint32, sum uint32) (n int64, again bool) {
	same := sum == e.last
	e.last = sum
	n = int64(seq)
	switch {
	case e.numbers == 0 && seq == 0:
		e.numbers, n = e.next, e.next
	case e.numbers == 1 && same: // without numbers, the content alone tells
		return e.next - 1, true
	case e.numbers > 0 && (n-e.next)%e.numbers == 0:
		n = e.next
	case e.numbers > 0:
		return e.before(seq), true
	}
	if n < e.next {
		return n, true
	}
	e.next = n + 1
	return n, false
}

// before returns the last packet with a sequence number, of those that were sent.
func (e *end) before(seq uint32) int64 {
	last := e.next - 1
	d := (last - int64(seq)) % e.numbers
	if d < 0 {
		d += e.numbers
	}
	return last - d
}
