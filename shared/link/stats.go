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
}

type stats struct {
	mu sync.Mutex
	Stats
	conditions Conditions // in force
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
