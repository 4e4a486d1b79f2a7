package web

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// linesPerSecond is how much is logged at most: what clients do wrong must not
// fill the operator's disk.
const linesPerSecond = 100

// quiet is a slog.Handler that leaves out lines of a second that has had many.
type quiet struct {
	slog.Handler
	pace *pace
}

// A pace is shared by a handler and those made of it.
type pace struct {
	mu      sync.Mutex
	second  time.Time
	lines   int
	dropped int
}

func newQuiet(h slog.Handler) *quiet { return &quiet{h, &pace{}} }

func (q *quiet) Handle(ctx context.Context, r slog.Record) error {
	ok, dropped := q.pace.admit(r.Time)
	if dropped > 0 {
		r := slog.NewRecord(r.Time, slog.LevelWarn, "lines not logged", 0)
		r.AddAttrs(slog.Int("count", dropped))
		q.Handler.Handle(ctx, r)
	}
	if !ok {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

// admit counts a line. It returns, once a second, how many were left out before.
func (p *pace) admit(now time.Time) (ok bool, dropped int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if second := now.Truncate(time.Second); !second.Equal(p.second) {
		dropped = p.dropped
		p.second, p.lines, p.dropped = second, 0, 0
	}
	p.lines++
	if p.lines > linesPerSecond {
		p.dropped++
		return false, dropped
	}
	return true, dropped
}

func (q *quiet) WithAttrs(a []slog.Attr) slog.Handler { return &quiet{q.Handler.WithAttrs(a), q.pace} }
func (q *quiet) WithGroup(n string) slog.Handler      { return &quiet{q.Handler.WithGroup(n), q.pace} }
