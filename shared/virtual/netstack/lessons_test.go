package netstack_test

import (
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// between is a client and a server, new ones for each round, with the same
// conditions both ways.
func between(name string, on link.Conditions) lessontest.Net {
	var n *net
	var played map[string]bool
	return lessontest.Net{Name: name, Addr: socket.Inet("10.0.0.2", 0), Stack: func(t testing.TB, role string) socket.Stack {
		if n == nil || played[role] {
			n, played = start(t, virtual.Config{Seed: 3}, on), make(map[string]bool)
		}
		played[role] = true
		return n.Host(role)
	}}
}

// TestLessons plays the lessons about streams on a perfect network and on a bad
// one. Both leave the trace that they leave in memory, as the kernel does, too:
// what TCP mends, no call sees.
func TestLessons(t *testing.T) {
	bad := link.Conditions{Loss: 0.05, Duplicate: 0.05, Delay: &link.Delay{Distribution: link.Uniform, Mean: 2 * time.Millisecond, Jitter: time.Millisecond}}
	lessons := 0
	for _, l := range course.Lessons() {
		if l.Type != socket.SOCK_STREAM {
			continue
		}
		lessons++
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			lessontest.Run(t, l, lessontest.Memory(), between("virtual", link.Conditions{}), between("a bad network", bad))
		})
	}
	if lessons < 5 {
		t.Errorf("%d lessons are about streams, want 5 at least", lessons)
	}
}
