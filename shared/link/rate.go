package link

import (
	"fmt"
	"math"
	"time"
)

// queue puts a packet behind those that wait for the wire.
func (l *Link) queue(p *parcel) {
	w := &l.wire
	if w.rate == nil && !w.busy {
		l.delay(p)
		return
	}
	p.at = l.s.now
	limit := w.limit()
	switch size := p.size(); {
	case !w.busy:
		l.transmit(p)
	case size > limit-w.bytes:
		l.drop(p, stageRate, fmt.Sprintf("queue full: %d bytes of %d wait, and this has %d", w.bytes, limit, size))
	default:
		l.record(Record{Kind: Queued, Reason: fmt.Sprintf("behind %d bytes", w.bytes)}, p, stageRate)
		w.waiting = append(w.waiting, p)
		w.bytes += size
	}
}

// transmit has the wire send a packet.
func (l *Link) transmit(p *parcel) {
	w := &l.wire
	w.busy = true
	// What a packet takes is summed up in fractions of nanoseconds, so that the
	// rate is right in the long run.
	took := float64(p.size())*8e9/w.rate.Bits + w.rest
	whole := math.Floor(min(took, math.MaxInt64/4))
	w.rest = took - whole
	l.s.at(l.s.now+time.Duration(whole), event{link: l, parcel: p})
}

// transmitted lets a packet go on its way, and sends the next.
func (l *Link) transmitted(p *parcel) {
	w := &l.wire
	w.busy = false
	l.delay(p)
	for len(w.waiting) > 0 && !w.busy {
		next := w.pop()
		if w.rate == nil {
			l.delay(next)
			continue
		}
		if w.rate.CoDel {
			if why, drop := w.codel.drop(l.s.now, next, w); drop {
				l.drop(next, stageRate, why)
				continue
			}
		}
		l.transmit(next)
	}
}

// A wire sends one packet at a time; others wait.
type wire struct {
	rate    *Rate
	busy    bool
	waiting []*parcel
	bytes   int     // that wait
	rest    float64 // nanoseconds that the last packets took and did not get
	codel   codel
}

// limit returns how many bytes can wait. Where the rate was lifted, those that
// wait go on once the wire is free, so that nothing overtakes them.
func (w *wire) limit() int {
	switch {
	case w.rate == nil:
		return math.MaxInt
	case w.rate.Queue == 0:
		return DefaultQueue
	}
	return w.rate.Queue
}

// pop removes the packet that has waited longest.
func (w *wire) pop() *parcel {
	p := w.waiting[0]
	w.waiting[0] = nil
	w.waiting = w.waiting[1:]
	w.bytes -= p.size()
	return p
}

// The parameters of CoDel (RFC 8289, section 4.4).
const (
	codelTarget   = 5 * time.Millisecond
	codelInterval = 100 * time.Millisecond
	codelMTU      = 1500 // bytes: what one packet may leave waiting
)

// codel is the state of Controlled Delay (RFC 8289, section 5).
type codel struct {
	above    time.Duration // when the wait has been too long for an interval; 0: it is not
	dropping bool
	next     time.Duration // when to drop the next one
	count    int           // dropped since dropping began
	last     int           // the count when it began
}

// drop decides about the packet that is next for the wire.
func (c *codel) drop(now time.Duration, p *parcel, w *wire) (why string, drop bool) {
	waited := now - p.at
	late := c.late(now, waited, w.bytes)
	switch {
	case c.dropping && !late:
		c.dropping = false
	case c.dropping && now >= c.next:
		c.count++
		c.next += c.pause()
		drop = true
	case !c.dropping && late:
		c.dropping, drop = true, true
		since := c.count - c.last
		c.count = 1
		if since > 1 && now-c.next < 16*codelInterval {
			c.count = since
		}
		c.last = c.count
		c.next = now + c.pause()
	}
	if !drop {
		return "", false
	}
	return fmt.Sprintf("CoDel: waited %v, more than %v for %v", waited, codelTarget, codelInterval), true
}

// late reports whether packets have waited longer than the target for an interval.
func (c *codel) late(now, waited time.Duration, bytes int) bool {
	switch {
	case waited < codelTarget || bytes <= codelMTU:
		c.above = 0
	case c.above == 0:
		c.above = now + codelInterval
	default:
		return now >= c.above
	}
	return false
}

// pause is the time to the next drop: the control law.
func (c *codel) pause() time.Duration {
	return time.Duration(float64(codelInterval) / math.Sqrt(float64(c.count)))
}
