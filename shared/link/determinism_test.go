package link

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A net of hosts, of which each sends to each.
type pair struct {
	s    *Scheduler
	send [2]func(data string)
	in   [2]chan string
}

// connect returns two hosts and the links between them.
func connect(t testing.TB, s *Scheduler, seed uint64, c Conditions) *pair {
	p := &pair{s: s, in: [2]chan string{make(chan string, 1000), make(chan string, 1000)}}
	for i, name := range []string{"a>b", "b>a"} {
		in := p.in[1-i]
		l, err := s.Link(Config{Name: name, Seed: seed, Conditions: c, To: name[2:],
			Deliver: func(p Packet) { in <- string(p.Data) }})
		if err != nil {
			t.Fatal(err)
		}
		p.send[i] = func(data string) { l.Send(Packet{Flow: name, Data: []byte(data)}) }
	}
	return p
}

// records runs a program in a bubble and returns what the links decided.
func records(t *testing.T, byContent bool, program func(*Scheduler)) []string {
	var lines []string
	synctest.Test(t, func(t *testing.T) {
		s := NewScheduler(SchedulerConfig{Bubble: true, ByContent: byContent,
			Record: func(r Record) { lines = append(lines, fmt.Sprint(r, " ", string(r.Data))) }})
		program(s)
		s.Close()
	})
	return lines
}

// stopAndWait sends n packets one at a time, with a timer that ties with the
// round-trip time.
func stopAndWait(t *testing.T, seed uint64) func(*Scheduler) {
	return func(s *Scheduler) {
		p := connect(t, s, seed, Conditions{Loss: 0.2, Delay: &Delay{Mean: 5 * time.Millisecond}})
		go func() {
			for data := range p.in[1] {
				p.send[1](data)
			}
		}()
		for i := range 200 {
			data := fmt.Sprint(i)
			for acked := false; !acked; {
				p.send[0](data)
				timer := time.NewTimer(10 * time.Millisecond)
				for waiting := true; waiting && !acked; {
					select {
					case got := <-p.in[0]:
						acked = got == data
					case <-timer.C:
						waiting = false
					}
				}
			}
		}
		close(p.in[1])
	}
}

// timers sends packets each of which has a timer of its own.
func timers(t *testing.T, seed uint64) func(*Scheduler) {
	return func(s *Scheduler) {
		p := connect(t, s, seed, Conditions{Loss: 0.2, Duplicate: 0.1, Delay: &Delay{Mean: 5 * time.Millisecond}})
		done := make(chan bool)
		go func() {
			for {
				select {
				case data := <-p.in[1]:
					p.send[1](data)
				case <-done:
					return
				}
			}
		}()
		var mu sync.Mutex
		missing := make(map[string]*time.Timer)
		mu.Lock()
		for i := range 32 {
			data := fmt.Sprintf("%03d", i)
			missing[data] = time.AfterFunc(10*time.Millisecond, func() {
				p.send[0](data)
				mu.Lock()
				defer mu.Unlock()
				if missing[data] != nil {
					missing[data].Reset(10 * time.Millisecond)
				}
			})
			p.send[0](data)
		}
		mu.Unlock()
		for left := 32; left > 0; {
			data := <-p.in[0]
			mu.Lock()
			if missing[data] != nil {
				missing[data].Stop()
				missing[data] = nil
				left--
			}
			mu.Unlock()
		}
		close(done)
	}
}

func TestOneTracePerSeed(t *testing.T) {
	tests := []struct {
		name      string
		byContent bool
		program   func(*testing.T, uint64) func(*Scheduler)
	}{
		{"stop and wait", false, stopAndWait},
		{"a timer a packet", true, timers},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for seed := range uint64(2) {
				want := records(t, test.byContent, test.program(t, seed))
				for range 2 {
					got := records(t, test.byContent, test.program(t, seed))
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("seed %d: two runs differ (-first +second):\n%s", seed, diff)
					}
				}
			}
		})
	}
}
