package link

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// lostOf returns the numbers of the packets that are lost.
func lostOf(t *testing.T, c Conditions) (numbers []int64) {
	for _, trip := range carry(t, 7, c, 3000, 100, time.Millisecond) {
		if trip.lost {
			numbers = append(numbers, trip.n)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// A burst takes the same packets, whatever other stages lose.
func TestFateOfBursts(t *testing.T) {
	alone := Conditions{Bursts: &Bursts{P: 0.05, R: 0.25}}
	lost := lostOf(t, alone)
	others := map[string]func(*Conditions){
		"a rule": func(c *Conditions) { c.Script = []Rule{{Action: DropIt, From: 27}} },
		"loss":   func(c *Conditions) { c.Loss = 0.2 },
	}
	for name, add := range others {
		t.Run(name, func(t *testing.T) {
			c := alone
			add(&c)
			more := lostOf(t, c)
			for _, n := range lost {
				if !slices.Contains(more, n) {
					t.Errorf("packet %d is lost by a burst, but not with %s besides", n, name)
				}
			}
		})
	}
}

// What is sent before Set keeps the conditions of before, at the same instant too.
func TestSetIsAfterSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		arrived := 0
		s := NewScheduler(SchedulerConfig{Bubble: true})
		l, err := s.Link(Config{Name: "a>b", Deliver: func(Packet) { arrived++ }})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
		l.Send(Packet{Flow: "f", Data: []byte("x")})
		l.Set(Conditions{Loss: 1})
		l.Send(Packet{Flow: "f", Data: []byte("y")})
		time.Sleep(time.Millisecond)
		s.Close()
		if arrived != 1 {
			t.Errorf("%d of two packets arrived, want the one that was sent before Set", arrived)
		}
	})
}

// After Close nothing is kept.
func TestSendAfterClose(t *testing.T) {
	s := NewScheduler(SchedulerConfig{})
	l, err := s.Link(Config{Name: "a>b", Deliver: func(Packet) {}})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	l.Send(Packet{Flow: "f"})
	if n := len(s.collected); n > 0 {
		t.Errorf("%d packets are kept", n)
	}
}

// More packets than a microsecond has turns arrive at eight receivers at once.
func TestCrowdedInstant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const receivers, each = 8, 300
		arrived := 0
		s := NewScheduler(SchedulerConfig{Bubble: true})
		for r := range receivers {
			name := string(rune('a' + r))
			l, err := s.Link(Config{Name: "x>" + name, To: name, Deliver: func(Packet) { arrived++ }})
			if err != nil {
				t.Fatal(err)
			}
			for range each {
				l.Send(Packet{Flow: "f", Data: []byte("x")})
			}
		}
		time.Sleep(time.Millisecond)
		s.Close()
		if arrived != receivers*each {
			t.Errorf("%d packets arrived, want %d", arrived, receivers*each)
		}
	})
}
