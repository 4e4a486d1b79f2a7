package scenario_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/virtual"
)

// A network takes a scenario as it is.
var _ = virtual.Config{Links: new(scenario.Scenario).Link}

// Links do what a scenario says: in each direction, and at each time.
func TestLinks(t *testing.T) {
	s, err := scenario.Parse([]byte(`{"socketlab": "scenario 1", "links": [{"between": ["client", "server"],
		"conditions": {"delay": "100ms", "script": ["drop client:2", "drop server:4"]},
		"changes": [{"at": "2500ms", "conditions": {"delay": "200ms"}}, {"at": "4500ms", "conditions": {"down": true}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	s, err = scenario.Overrides{Both: "drop=client:3", Up: "delay=50ms"}.Apply(s)
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string][]string{
		"client": {"1 delivered at 50ms", "2 dropped at 1s", "3 dropped at 2s", "4 delivered at 3.05s", "5 delivered at 4.05s", "6 dropped at 5s"},
		"server": {"1 delivered at 100ms", "2 delivered at 1.1s", "3 delivered at 2.1s", "4 dropped at 3s", "5 delivered at 4.2s", "6 dropped at 5s"},
	} {
		to := map[string]string{"client": "server", "server": "client"}[from]
		synctest.Test(t, func(t *testing.T) {
			if diff := cmp.Diff(want, fates(t, s, from, to, 6)); diff != "" {
				t.Errorf("from %s (-want +got):\n%s", from, diff)
			}
		})
	}
}

// fates sends a packet a second and returns what became of each.
func fates(t *testing.T, s *scenario.Scenario, from, to string, packets int) (all []string) {
	scheduler := link.NewScheduler(link.SchedulerConfig{Bubble: true, Record: func(r link.Record) {
		if r.Kind == link.Delivered || r.Kind == link.Dropped {
			all = append(all, fmt.Sprintf("%d %s at %v", r.N, r.Kind, r.Time.Truncate(time.Millisecond)))
		}
	}})
	defer scheduler.Close()
	c := link.Config{Name: from + ">" + to, To: to, Seed: s.Seed, Deliver: func(link.Packet) {}}
	c.Conditions, c.Changes = s.Link(from, to)
	l, err := scheduler.Link(c)
	if err != nil {
		t.Fatal(err)
	}
	for range packets {
		l.Send(link.Packet{Flow: "f", Data: []byte("x")})
		time.Sleep(time.Second)
	}
	return all
}
