package rdt

import (
	"fmt"
	"strings"
	"time"
)

// A Report is what a sender saw, and what the theory says of such a transfer.
type Report struct {
	Stats  Stats
	Theory Theory
	Unfit  string // why the theory is not about this network; "": it is
	Note   string // what to know beside it
}

// Summary returns in a few lines what was seen, and beside it the time of the
// theory: one, or a least and a most.
func (r Report) Summary(theory ...time.Duration) string {
	var says []string
	for _, t := range theory {
		says = append(says, fmt.Sprintf("%.3f s", t.Seconds()))
	}
	if r.Unfit != "" {
		says = []string{"none"}
	}
	s := r.Stats
	text := fmt.Sprintf("%d packets, %d retransmissions, CRC-32 %08x; seen %.3f s, theory %s, %.3f kB/s",
		s.Packets, s.Retransmitted, s.Sum, s.Elapsed.Seconds(), strings.Join(says, " to "), s.Goodput()/1000)
	if s.Timeouts+s.Duplicates+s.Corrupted > 0 {
		text += fmt.Sprintf("\n%d timeouts, %d duplicate acks, %d corrupted", s.Timeouts, s.Duplicates, s.Corrupted)
	}
	if r.Unfit != "" {
		return text + "\nno theory: " + r.Unfit
	}
	if r.Note != "" {
		return text + "\n" + r.Note
	}
	return text
}
