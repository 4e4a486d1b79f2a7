package link

import "fmt"

// judge decides whether and how a packet goes on.
func (l *Link) judge(p *parcel) {
	if l.c.Down {
		l.drop(p, stagePartition, "the link is down")
		return
	}
	drop, corrupt, duplicate := l.follow(p)
	if drop != "" {
		l.drop(p, stageScript, drop)
		return
	}
	if size := p.size(); l.c.MTU > 0 && size > l.c.MTU {
		l.drop(p, stageMTU, fmt.Sprintf("%d bytes are more than the MTU, %d", size, l.c.MTU))
		return
	}
	if corrupt != "" {
		l.corrupt(p, stageScript, corrupt)
	} else if u := p.flow.corrupt.uniform(p, 0); u < l.c.Corrupt { // once: twice would mend it
		l.corrupt(p, stageCorrupt, fmt.Sprintf("corrupt %g %%: drew %.4f", 100*l.c.Corrupt, u))
	}
	if why, lost := l.c.lose(p.flow, p); lost {
		l.drop(p, stageLoss, why)
		return
	}
	var twins []*parcel
	if duplicate != "" {
		twins = append(twins, l.duplicate(p, 1, stageScript, duplicate))
	}
	if u := p.flow.duplicate.uniform(p, 0); u < l.c.Duplicate {
		why := fmt.Sprintf("duplicate %g %%: drew %.4f", 100*l.c.Duplicate, u)
		twins = append(twins, l.duplicate(p, 1+len(twins), stageDuplicate, why))
	}
	if p.held > 0 {
		l.record(Record{Kind: Held, Reason: fmt.Sprintf("until %d more are sent", p.held)}, p, stageScript)
		p.held++ // this one counts, too
		for _, twin := range twins {
			twin.held = p.held
		}
		l.held = append(append(l.held, p), twins...)
		l.stats.holds(len(l.held))
		return
	}
	l.queue(p)
	for _, twin := range twins {
		l.queue(twin)
	}
}

// follow obeys the script, and returns the rules that say what else is to be done.
func (l *Link) follow(p *parcel) (drop, corrupt, duplicate string) {
	for i := range l.c.Script {
		r := &l.c.Script[i]
		if !r.fits(&p.Packet) {
			continue
		}
		l.counts[i]++
		if !r.acts(l.counts[i]) {
			continue
		}
		l.stats.acted(i)
		switch r.Action {
		case DropIt:
			drop = r.String()
		case DelayIt:
			p.extra += r.By
		case HoldIt:
			p.held = r.Packets
		case CorruptIt:
			corrupt = r.String()
		case DuplicateIt:
			duplicate = r.String()
		}
	}
	return drop, corrupt, duplicate
}

func (l *Link) drop(p *parcel, s stage, why string) {
	l.record(Record{Kind: Dropped, Reason: why, Data: p.Data}, p, s)
}

// corrupt flips bits of a copy of the packet's data.
func (l *Link) corrupt(p *parcel, s stage, why string) {
	if len(p.Data) == 0 {
		return
	}
	p.Data = append([]byte(nil), p.Data...)
	bits := min(max(1, l.c.CorruptBy), 8*len(p.Data))
	x := p.flow.bit.bits(p, 0)
	flipped := make(map[uint64]bool, bits)
	for len(flipped) < bits {
		at := x % uint64(8*len(p.Data))
		if !flipped[at] {
			flipped[at] = true
			p.Data[at/8] ^= 0x80 >> (at % 8)
		}
		x = mix(x + 0x9e3779b97f4a7c15)
	}
	l.record(Record{Kind: Corrupted, Data: p.Data, Reason: why}, p, s)
}

func (l *Link) duplicate(p *parcel, copy int, s stage, why string) *parcel {
	twin := *p
	twin.copy = copy
	l.record(Record{Kind: Duplicated, Reason: why, Data: p.Data}, &twin, s)
	return &twin
}
