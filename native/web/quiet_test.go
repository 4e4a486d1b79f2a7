package web

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestQuiet logs more lines in a second than may be, by two loggers of one
// handler, and then one in the next second.
func TestQuiet(t *testing.T) {
	var out bytes.Buffer
	first := newQuiet(slog.NewTextHandler(&out, nil))
	second := first.WithAttrs([]slog.Attr{slog.Int("session", 1)})
	at := time.Unix(1000, 0)
	for i := range 2 * linesPerSecond {
		h := slog.Handler(first)
		if i%2 == 0 {
			h = second
		}
		if err := h.Handle(context.Background(), slog.NewRecord(at, slog.LevelInfo, "line", 0)); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Count(out.String(), "msg=line"); got != linesPerSecond {
		t.Errorf("%d lines, want %d", got, linesPerSecond)
	}
	out.Reset()
	second.Handle(context.Background(), slog.NewRecord(at.Add(time.Second), slog.LevelInfo, "line", 0))
	got := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(got) != 2 || !strings.Contains(got[0], `msg="lines not logged" session=1 count=100`) || !strings.Contains(got[1], "msg=line session=1") {
		t.Errorf("the next second's lines are %q", got)
	}
}
