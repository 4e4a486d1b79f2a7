package link

import (
	"fmt"
	"time"
)

// A Config says what a Link is.
type Config struct {
	Name       string // "client>server"; part of every packet's fate
	Seed       uint64
	Conditions Conditions
	Changes    []Change

	// Deliver is called with each packet that arrives, in the goroutine that
	// decides. It must not wait.
	Deliver func(Packet)
	To      string // who receives; what arrives there comes one packet at a time
}

// A Change is new conditions from a time on.
type Change struct {
	At         time.Duration // since the Scheduler's start
	Conditions Conditions    // with the same Script, its rules go on counting: see Link.Set
}

// A Link is one direction of a path between two hosts. Its methods may be used
// by several goroutines at once.
type Link struct {
	s      *Scheduler
	config Config
	epoch  int // how often its owner did something: see entry
	c      Conditions
	counts []int // packets that fitted each rule of c.Script
	flows  map[string]*flow
	turn   *turn // the receiver's
	held   []*parcel
	wire   wire
	latest time.Duration // when the last arrives, of those in order
	stats  stats
}

// A flow is what a link knows of a flow.
type flow struct {
	n                                             int64 // packets so far
	loss, corrupt, duplicate, delay, reorder, bit fate
	bad                                           bool    // Bursts
	z                                             float64 // Delay.Correlation: the last packet's
	delayed                                       bool    // and whether there was one
}

func (l *Link) flow(name string) *flow {
	f := l.flows[name]
	if f == nil {
		of := func(s stage) fate { return newFate(l.config.Seed, l.config.Name, name, s) }
		f = &flow{loss: of(stageLoss), corrupt: of(stageCorrupt), duplicate: of(stageDuplicate),
			delay: of(stageDelay), reorder: of(stageReorder), bit: of("bit")}
		l.flows[name] = f
	}
	return f
}

// Name returns the link's name.
func (l *Link) Name() string { return l.config.Name }

// Send hands packets to the link, in this order. It never waits.
func (l *Link) Send(packets ...Packet) { l.s.collect(l, nil, packets...) }

// Drop records that a packet was sent and lost before it came to the link: at a
// stage of the owner's, for a reason. It never waits.
func (l *Link) Drop(p Packet, at, reason string) {
	l.s.collect(l, &lost{stage(at), reason}, p)
}

// Set changes the conditions for all packets sent after it, counting those that
// rules fit from 1 again; if the Script is the very same slice as before, its rules
// go on counting. It returns the error of Conditions.Check.
func (l *Link) Set(c Conditions) error {
	if err := c.Check(); err != nil {
		return fmt.Errorf("link %s: %w", l.config.Name, err)
	}
	l.s.do(l, func() { l.change(c) })
	return nil
}

// Forget drops what the link knows of a flow. Its next packet is its first.
func (l *Link) Forget(flow string) {
	l.s.do(l, func() { delete(l.flows, flow) })
}

func (l *Link) change(c Conditions) {
	l.set(c)
	l.s.lower(c.Delay.least())
}

func (l *Link) set(c Conditions) {
	fresh := len(c.Script) != len(l.c.Script) || len(c.Script) > 0 && &c.Script[0] != &l.c.Script[0]
	if fresh {
		l.counts = make([]int, len(c.Script))
	}
	l.c = c
	l.wire.rate = c.Rate
	l.stats.set(c, fresh)
}

// send takes a packet through all stages before the wire.
func (l *Link) send(p *parcel, why *lost) {
	f := l.flow(p.Flow)
	f.n++
	p.flow, p.n = f, f.n
	l.record(Record{Kind: Sent, Data: p.Data}, p, "")
	l.c.Bursts.turn(f, p)
	l.c.Delay.correlate(f, p)
	if why != nil {
		l.drop(p, why.stage, why.reason)
		return
	}
	l.judge(p)
	l.release()
}

// release lets packets go on that were held for the one just sent.
func (l *Link) release() {
	if len(l.held) == 0 {
		return
	}
	waiting := l.held[:0]
	for _, p := range l.held {
		if p.held--; p.held <= 0 {
			l.queue(p)
		} else {
			waiting = append(waiting, p)
		}
	}
	l.held = waiting
	l.stats.holds(len(waiting))
}

// delay puts a packet on its way, behind the wire.
func (l *Link) delay(p *parcel) {
	now := l.s.now
	after := p.extra
	if d := l.c.Delay; d != nil {
		after += d.next(p.flow, p)
	}
	at := now + after
	if d := l.c.Delay; d != nil && d.InOrder {
		at = max(at, l.latest)
		l.latest = at
	}
	s, late := stageDelay, time.Duration(0)
	if l.c.Reorder > 0 && p.flow.reorder.uniform(p, 0) < l.c.Reorder {
		s, late = stageReorder, l.c.ReorderBy
		at += late
	}
	if at > now {
		l.record(Record{Kind: Delayed, Delay: at - now, Late: late}, p, s)
	}
	l.s.at(at, event{link: l, parcel: p, arrives: true})
}

// arrive hands a packet to the receiver.
func (l *Link) arrive(p *parcel) {
	if l.c.Down {
		l.drop(p, stagePartition, "the link went down")
		return
	}
	l.record(Record{Kind: Delivered, Data: p.Data}, p, "")
	l.config.Deliver(p.Packet)
}

// record fills in what all records of a packet have.
func (l *Link) record(r Record, p *parcel, s stage) {
	r.Stage = string(s)
	l.stats.count(&r, p.size())
	if l.s.config.Record == nil {
		return
	}
	l.s.seq++
	r.Seq, r.Time, r.Link, r.Flow, r.Class = l.s.seq, l.s.now, l.config.Name, p.Flow, p.Class
	r.Src, r.Dst, r.N, r.Copy, r.Size = p.Src, p.Dst, p.n, p.copy, p.size()
	l.s.config.Record(r)
}
