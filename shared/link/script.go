package link

import (
	"fmt"
	"time"
)

// An Action is what a Rule does to a packet.
type Action string

// The actions.
const (
	DropIt      Action = "drop"
	DelayIt     Action = "delay"     // by Rule.By, on top of all other delay
	DuplicateIt Action = "duplicate" // a copy comes right behind it
	CorruptIt   Action = "corrupt"   // one bit of it
	HoldIt      Action = "hold"      // until Rule.Packets more packets of the link were sent
)

// A Rule decides what happens to single packets, whatever the chances are.
// Packets that it fits are counted, from 1, over the whole link.
type Rule struct {
	Action Action
	Class  string            // only packets of this class; "": all
	Flow   string            // only packets of this flow; "": all
	Where  func(Packet) bool // only packets for which it is true; nil: all

	From, To int // the first and the last that it acts on; To 0: From only; both 0: all
	Every    int // of these, every so many, beginning with From; 0: each

	By      time.Duration // of delay
	Packets int           // of hold
}

// fits reports whether a rule counts a packet.
func (r *Rule) fits(p *Packet) bool {
	return (r.Class == "" || r.Class == p.Class) && (r.Flow == "" || r.Flow == p.Flow) &&
		(r.Where == nil || r.Where(*p))
}

// acts reports whether a rule acts on the n-th packet that fits.
func (r *Rule) acts(n int) bool {
	from, to := r.From, r.To
	switch {
	case from == 0 && to == 0 && r.Every > 0: // the every-th, the second of them …
		return n%r.Every == 0
	case from == 0 && to == 0:
		return true
	case to == 0 && r.Every == 0:
		return n == from
	}
	return n >= from && (to == 0 || n <= to) && (r.Every == 0 || (n-from)%r.Every == 0)
}

func (r *Rule) check() error {
	switch r.Action {
	case DropIt, DuplicateIt, CorruptIt:
	case DelayIt:
		if r.By <= 0 || r.By > longestDelay {
			return outside("by", r.By, "a time such as 200ms, up to a year")
		}
	case HoldIt:
		if r.Packets <= 0 {
			return outside("packets", r.Packets, "1 or more: how many go first")
		}
	default:
		return outside("action", r.Action, "drop, delay, duplicate, corrupt or hold")
	}
	switch {
	case r.From < 0:
		return outside("from", r.From, "1 or more")
	case r.To < 0 || r.To > 0 && r.To < r.From:
		return outside("to", r.To, fmt.Sprintf("%d (from) or more", max(1, r.From)))
	case r.Every < 0:
		return outside("every", r.Every, "1 or more")
	}
	return nil
}

// String returns what the rule is about: "drop data 3".
func (r *Rule) String() string {
	s := string(r.Action)
	for _, name := range []string{r.Class, r.Flow} {
		if name != "" {
			s += " " + name
		}
	}
	switch {
	case r.To > 0:
		s += fmt.Sprintf(" %d-%d", max(1, r.From), r.To)
	case r.From > 0:
		s += fmt.Sprintf(" %d", r.From)
	}
	if r.Every > 0 {
		s += fmt.Sprintf(" every %d", r.Every)
	}
	return s
}
