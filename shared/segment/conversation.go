package segment

import "net/netip"

// Conversations follow connections by their segments. The zero value knows none. It
// is for one goroutine.
type Conversations struct {
	ends map[[2]netip.AddrPort]*end
}

// An end is one side of a connection, as its segments say.
type end struct {
	first uint32 // sequence number
	scale uint8  // of its windows
	next  uint32 // the first sequence number that it has not sent
}

// Follow takes note of a segment that an end sends, and returns it with relative
// numbers. It reports whether the segment repeats what was sent before.
func (c *Conversations) Follow(s Segment) (relative Segment, again bool) {
	if c.ends == nil {
		c.ends = make(map[[2]netip.AddrPort]*end)
	}
	way, back := [2]netip.AddrPort{s.Src, s.Dst}, [2]netip.AddrPort{s.Dst, s.Src}
	syn := s.Flags&SYN != 0
	e, other := c.ends[way], c.ends[back]
	if e == nil || syn && s.Seq != e.first {
		e = &end{first: s.Seq, next: s.Seq}
		if !syn {
			e.first--
		} else if s.Options.WindowScale != nil {
			e.scale = *s.Options.WindowScale
		}
		c.ends[way] = e
		if syn && s.Flags&ACK == 0 {
			delete(c.ends, back)
			other = nil
		}
	}
	if other != nil && syn && s.Options.WindowScale == nil {
		other.scale = 0 // both sides must offer it (RFC 7323, section 2.2)
	}
	if other == nil && s.Flags&ACK != 0 {
		c.ends[back] = &end{first: s.Ack - 1, next: s.Ack}
	}
	after := s.Seq + s.Length()
	again = s.Length() > 0 && int32(after-e.next) <= 0
	if int32(after-e.next) > 0 {
		e.next = after
	}
	return c.Relative(s), again
}

// Relative returns a segment with sequence and acknowledgement numbers counted from
// the connection's first, 0 being SYN's, and its window in bytes. Where Follow has
// not seen the beginning, the first segment's number is 1, and the window stays in
// units that are unknown.
func (c *Conversations) Relative(s Segment) Segment {
	if e := c.ends[[2]netip.AddrPort{s.Src, s.Dst}]; e != nil {
		s.Seq -= e.first
		if s.Flags&SYN == 0 {
			s.Window <<= e.scale
		}
	}
	if s.Flags&ACK == 0 {
		s.Ack = 0
		return s
	}
	if other := c.ends[[2]netip.AddrPort{s.Dst, s.Src}]; other != nil {
		s.Ack -= other.first
		sack := make([]Range, 0, len(s.Options.SACK))
		for _, r := range s.Options.SACK {
			sack = append(sack, Range{r.From - other.first, r.To - other.first})
		}
		s.Options.SACK = sack
	}
	return s
}
