package link

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Who sends delivers, then flushes; while another is at it, that one is woken.
func TestInline(t *testing.T) {
	var got []string
	s := newScheduler(SchedulerConfig{Inline: true, Flush: func() { got = append(got, "flush") }})
	l, err := s.Link(Config{Name: "a>b", Deliver: func(p Packet) { got = append(got, string(p.Data)) }})
	if err != nil {
		t.Fatal(err)
	}
	<-s.kick // by Link
	l.Send(Packet{Data: []byte("1")}, Packet{Data: []byte("2")})
	if diff := cmp.Diff([]string{"1", "2", "flush"}, got); diff != "" {
		t.Errorf("one send (-want +got):\n%s", diff)
	}
	got = nil
	s.own.Lock()
	l.Send(Packet{Data: []byte("3")})
	if diff := cmp.Diff([]string(nil), got); diff != "" {
		t.Errorf("while another decides (-want +got):\n%s", diff)
	}
	s.own.Unlock()
	select {
	case <-s.kick:
	default:
		t.Error("nobody was woken for a packet that its sender could not deliver")
	}
	l.Send(Packet{Data: []byte("4")})
	if diff := cmp.Diff([]string{"3", "4", "flush"}, got); diff != "" {
		t.Errorf("later (-want +got):\n%s", diff)
	}
}

// Several goroutines send inline, and the Scheduler's own delivers what is late:
// everything arrives, in the order of its flow, and is flushed.
func TestInlineTogether(t *testing.T) {
	const flows, each = 4, 500
	for _, delay := range []time.Duration{0, time.Millisecond} {
		t.Run(delay.String(), func(t *testing.T) {
			want := make(map[string][]string)
			got, fresh, done := make(map[string][]string), 0, make(chan bool)
			total := 0
			s := NewScheduler(SchedulerConfig{Inline: true, Flush: func() {
				if total += fresh; fresh > 0 && total == flows*each {
					close(done)
				}
				fresh = 0
			}})
			l, err := s.Link(Config{Name: "a>b", Conditions: Conditions{Delay: &Delay{Mean: delay}}, Deliver: func(p Packet) {
				got[p.Flow] = append(got[p.Flow], string(p.Data))
				fresh++
			}})
			if err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			for i := range flows {
				flow := fmt.Sprint(i)
				for n := range each {
					want[flow] = append(want[flow], fmt.Sprint(n))
				}
				all.Go(func() {
					for n := range each {
						l.Send(Packet{Flow: flow, Data: fmt.Append(nil, n)})
					}
				})
			}
			all.Wait()
			<-done
			s.Close()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("what arrived (-want +got):\n%s", diff)
			}
		})
	}
}
