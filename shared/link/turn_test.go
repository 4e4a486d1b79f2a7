package link

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What gets faster while a slow packet is on its way, whose turn was foreseen, is not
// kept waiting for it.
func TestFasterPacketComesFirst(t *testing.T) {
	slow := Conditions{Delay: &Delay{Mean: 100 * time.Millisecond}}
	fast := Conditions{Delay: &Delay{Mean: time.Millisecond}}
	const half = 50 * time.Millisecond
	tests := []struct {
		name    string
		changes []Change
		faster  func(*Scheduler, *Link, Config) (*Link, error)
	}{
		{"a new link", nil, func(s *Scheduler, _ *Link, c Config) (*Link, error) {
			c.Name, c.Conditions = "c>b", fast
			return s.Link(c)
		}},
		{"Set", nil, func(_ *Scheduler, l *Link, _ Config) (*Link, error) { return l, l.Set(fast) }},
		{"a change", []Change{{At: half, Conditions: fast}}, func(_ *Scheduler, l *Link, _ Config) (*Link, error) { return l, nil }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			synctest.Test(t, func(t *testing.T) {
				s := NewScheduler(SchedulerConfig{Bubble: true})
				c := Config{Name: "a>b", To: "b", Conditions: slow, Changes: test.changes, Deliver: func(p Packet) {
					got = append(got, fmt.Sprintf("%s at %v", p.Data, s.Now()))
				}}
				l, err := s.Link(c)
				if err != nil {
					t.Fatal(err)
				}
				for i := range 3 {
					l.Send(Packet{Data: fmt.Append(nil, "slow ", i)})
				}
				time.Sleep(half)
				if l, err = test.faster(s, l, c); err != nil {
					t.Fatal(err)
				}
				for i := range 2 {
					l.Send(Packet{Data: fmt.Append(nil, "fast ", i)})
				}
				time.Sleep(time.Second)
				s.Close()
			})
			want := []string{"fast 0 at 51.000001ms", "fast 1 at 51.000002ms",
				"slow 0 at 100.000003ms", "slow 1 at 100.000004ms", "slow 2 at 100.000005ms"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("arrived (-want +got):\n%s", diff)
			}
		})
	}
}
