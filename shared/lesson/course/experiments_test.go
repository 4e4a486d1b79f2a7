package course_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/trace"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

// seeds returns those that an experiment is tried with: one, if it names its own.
func seeds(r *experiment.Run) []uint64 {
	if r.Network != nil && r.Network.Seed != 0 || runtime.GOARCH == "wasm" {
		return []uint64{1}
	}
	return []uint64{1, 2, 3}
}

// Each experiment and each claim decides when it is run, and its answer is one of
// those that may be predicted. They are not all the same option.
func TestExperiments(t *testing.T) {
	var mu sync.Mutex
	seen := make(map[int]bool)
	runs := 0
	t.Run("run", func(t *testing.T) {
		for _, l := range course.Lessons() {
			set, err := experiment.Of(l)
			if err != nil {
				t.Error(err)
				continue
			}
			for _, e := range set.Experiments {
				decides(t, l, e.Name, &e.Run, e.Judge, func(v experiment.Verdict) bool {
					mu.Lock()
					defer mu.Unlock()
					runs++
					seen[v.Option] = true
					return v.Option >= 0
				})
			}
			for _, c := range set.Claims {
				if c.Answer != nil {
					decides(t, l, c.Seed, &c.Run, c.Judge, func(v experiment.Verdict) bool { return v.Option >= 0 || len(c.Options) == 0 })
				}
			}
		}
	})
	if runs > 1 && len(seen) < 2 {
		t.Errorf("all experiments have the same option for their answer: %v", seen)
	}
}

// decides plays an experiment with several seeds; good says whether a verdict that
// has decided is one that can be had.
func decides(t *testing.T, l *lesson.Lesson, name string, run *experiment.Run, judge func([]trace.Event, bool) experiment.Verdict, good func(experiment.Verdict) bool) {
	for _, seed := range seeds(run) {
		t.Run(fmt.Sprintf("%s/%s/%d", l.Name, name, seed), func(t *testing.T) {
			t.Parallel()
			own, err := course.Find(l.Name) // a lesson's steps are looked up as it runs
			if err != nil {
				t.Fatal(err)
			}
			events, failed := play(t, own, run, seed)
			switch v := judge(events, failed != nil); {
			case !v.Decided:
				t.Errorf("seed %d does not decide; %d events, error %v", seed, len(events), failed)
			case !good(v):
				t.Errorf("seed %d: the answer is %q, which is no option", seed, v.Answer)
			default:
				t.Logf("answer %q, option %d, events %v", v.Answer, v.Option+1, v.Seqs[:min(len(v.Seqs), 5)])
			}
		})
	}
}
