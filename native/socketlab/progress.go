package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/link"
	"golang.org/x/term"
)

// A progress is a line on a terminal that says how far a long transfer has come.
type progress struct {
	screen *screen
	clock  link.Clock // of the network: goodput is by its time

	mu          sync.Mutex
	done, total int64
	first       int64     // bytes done at began
	began       time.Time // when the first bytes had arrived, on clock
	typed       time.Time // the same, here
}

const (
	progressAfter = 500 * time.Millisecond // shorter transfers need no bar
	progressEvery = 100 * time.Millisecond
	barColumns    = 30
)

// report takes what lesson.RunConfig.Progress is told.
func (p *progress) report(done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.began.IsZero() {
		p.first, p.began, p.typed = done, p.clock.Now(), time.Now()
	}
	p.done, p.total = done, total
}

// watch keeps the line as it should be until ctx is done, and then takes it away.
func (p *progress) watch(ctx context.Context, columns func() int) {
	ticker := time.NewTicker(progressEvery)
	defer ticker.Stop()
	defer p.screen.show("")
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			p.screen.show(p.line(p.clock.Now(), time.Now(), columns()))
		}
	}
}

// line returns what is to be shown at a time on the network's clock and here, in
// fewer than so many columns: "" if that is nothing.
func (p *progress) line(now, here time.Time, columns int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	took := here.Sub(p.typed)
	if p.began.IsZero() || p.done >= p.total || took < progressAfter {
		return ""
	}
	share := float64(p.done) / float64(p.total)
	unit, name := 1e3, "kB"
	if p.total >= 1e6 {
		unit, name = 1e6, "MB"
	}
	text := fmt.Sprintf("%3.0f %%  %.1f of %.1f %s", 100*share, float64(p.done)/unit, float64(p.total)/unit, name)
	if moved := float64(p.done - p.first); moved > 0 {
		left := time.Duration(float64(took) * float64(p.total-p.done) / moved)
		text += fmt.Sprintf("  %.1f kB/s  %v left", moved/now.Sub(p.began).Seconds()/1e3, max(left.Round(time.Second), time.Second))
	}
	const echoed = 3 // columns: of the ^C that a terminal writes behind the line, and one
	if free := columns - echoed - len(text); free > barColumns+1 {
		full := int(share * barColumns)
		text = strings.Repeat("█", full) + strings.Repeat("░", barColumns-full) + " " + text
	} else if free < 0 {
		text = text[:max(0, columns-echoed)]
	}
	return text
}

// progressOn has a run show its progress on the screen of c's stderr, until the
// function that it returns is called: not where nobody would see it, or where the
// terminal cannot write in place.
func progressOn(c *console, s *screen, run *lesson.RunConfig) (end func()) {
	f, ok := c.stderr.(*os.File)
	if !ok || !isTerminal(f) || c.getenv("TERM") == "dumb" {
		return func() {}
	}
	p := &progress{screen: s, clock: cmp.Or(run.Clock, link.Clock(link.SystemClock{}))}
	run.Progress = p.report
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.watch(ctx, func() int {
			columns, _, err := term.GetSize(int(f.Fd()))
			if err != nil || columns == 0 {
				return 80 // the terminal does not know
			}
			return columns
		})
	}()
	return func() {
		cancel()
		<-ended
	}
}

// erase ends a line in place: back to its begin, and clear what is there.
const erase = "\r\x1b[K"

// show has a line stay below all that is printed, until it is replaced; "" takes
// it away. While a program has begun a line, it waits.
func (s *screen) show(status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if status != s.status && s.partial == "" {
		io.WriteString(s.w, erase+status)
	}
	s.status = status
}

// interrupted is for a terminal that shows ^C behind what was printed last.
func (s *screen) interrupted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status == "" || s.partial != "" {
		io.WriteString(s.w, "\n")
	}
	s.partial = ""
}
