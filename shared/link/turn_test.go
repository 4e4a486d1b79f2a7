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

// A link that is made while the next packet is so near that the Scheduler sleeps leaves
// one trace, whether it is made before the Scheduler does, as in Deliver, or after.
func TestNewLinkAmidTraffic(t *testing.T) {
	for _, before := range []bool{true, false} {
		t.Run(fmt.Sprint("before ", before), func(t *testing.T) {
			var got []string
			synctest.Test(t, func(t *testing.T) { got = amidTraffic(t, before) })
			want := []string{"b at 6.000001ms", "c at 6.000101ms", "new at 6.001051ms"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("arrived (-want +got):\n%s", diff)
			}
		})
	}
}

func amidTraffic(t *testing.T, before bool) (got []string) {
	s := NewScheduler(SchedulerConfig{Bubble: true})
	defer s.Close()
	arrived := make(chan string, 200)
	var deliver func(name string)
	link := func(name, to string, delay time.Duration) *Link {
		l, err := s.Link(Config{Name: name, To: to, Conditions: Conditions{Delay: &Delay{Mean: delay}},
			Deliver: func(Packet) { deliver(name) }})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	fresh := func() { link("new", "d", 10*time.Nanosecond).Send(Packet{}) }
	deliver = func(name string) {
		if before && name == "b" {
			fresh()
		}
		arrived <- fmt.Sprint(name, " at ", s.Now())
	}
	b, c, d := link("b", "b", 5*time.Millisecond), link("c", "c", 5*time.Millisecond), link("d", "d", 5*time.Millisecond)
	for i := range 150 { // d's next turn comes after b's next, and before c's
		[]*Link{d, c, c}[i/50].Send(Packet{})
		time.Sleep(time.Microsecond)
	}
	time.Sleep(time.Millisecond - s.Now())
	b.Send(Packet{})
	c.Send(Packet{})
	for range 150 {
		<-arrived
	}
	got = append(got, <-arrived)
	if !before {
		fresh()
	}
	return append(got, <-arrived, <-arrived)
}
