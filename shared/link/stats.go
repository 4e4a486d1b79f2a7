package link

import (
	"maps"
	"sync"
)

// Stats counts what happened to packets on a link.
type Stats struct {
	Sent           int64            `json:"sent"`
	SentBytes      int64            `json:"sentBytes"`
	Delivered      int64            `json:"delivered"`
	DeliveredBytes int64            `json:"deliveredBytes"`
	Corrupted      int64            `json:"corrupted"`
	Duplicated     int64            `json:"duplicated"`
	Reordered      int64            `json:"reordered"` // that came later than their delay said
	Dropped        map[string]int64 `json:"dropped"`   // by stage
	Held           int64            `json:"held"`      // by a rule, now
}

type stats struct {
	mu sync.Mutex
	Stats
	conditions Conditions // in force
	used       []bool     // the rules of its script that a packet has met
}

// holds notes how many packets are held.
func (s *stats) holds(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Held = int64(n)
}

// set takes new conditions; with a fresh script its rules have met no packet.
func (s *stats) set(c Conditions, fresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conditions = c
	if fresh {
		s.used = make([]bool, len(c.Script))
	}
}

// acted notes that a packet has met a rule.
func (s *stats) acted(rule int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used[rule] = true
}

func (s *stats) count(r *Record, size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Kind {
	case Sent:
		s.Sent++
		s.SentBytes += int64(size)
	case Delivered:
		s.Delivered++
		s.DeliveredBytes += int64(size)
	case Corrupted:
		s.Corrupted++
	case Duplicated:
		s.Duplicated++
	case Delayed:
		if r.Stage == string(stageReorder) {
			s.Reordered++
		}
	case Dropped:
		if s.Dropped == nil {
			s.Dropped = make(map[string]int64)
		}
		s.Dropped[r.Stage]++
	}
}

// Stats returns the counts so far.
func (l *Link) Stats() Stats {
	l.stats.mu.Lock()
	defer l.stats.mu.Unlock()
	s := l.stats.Stats
	s.Dropped = maps.Clone(s.Dropped)
	return s
}

// Conditions returns the conditions in force.
func (l *Link) Conditions() Conditions {
	l.stats.mu.Lock()
	defer l.stats.mu.Unlock()
	return l.stats.conditions
}

// Unused returns the rules of the script in force that no packet has met so far.
func (l *Link) Unused() (rules []Rule) {
	l.stats.mu.Lock()
	defer l.stats.mu.Unlock()
	for i, used := range l.stats.used {
		if !used {
			rules = append(rules, l.stats.conditions.Script[i])
		}
	}
	return rules
}
