package play

import (
	"errors"
	"fmt"

	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson/course"
)

// judge answers what the events of a run say about an experiment or a claim, with
// an error in place of a verdict if there is no such one.
func (p *Player) judge(m Message) {
	answer := Message{Kind: Verdict, Run: m.Run, Lesson: m.Lesson, Experiment: m.Experiment}
	v, err := p.verdict(m)
	if err != nil {
		answer.Error = err.Error()
	} else {
		answer.Verdict = &v
	}
	p.send(answer)
}

func (p *Player) verdict(m Message) (experiment.Verdict, error) {
	if !p.Simulate {
		return experiment.Verdict{}, errors.New("runs are judged in the page, not here") // with its own time
	}
	l, err := course.Find(m.Lesson)
	if err != nil {
		return experiment.Verdict{}, err
	}
	set, err := experiment.Of(l)
	if err != nil {
		return experiment.Verdict{}, err
	}
	for i := range set.Experiments {
		if e := &set.Experiments[i]; e.Name == m.Experiment {
			return e.Judge(m.Events, m.Failed), nil
		}
	}
	for i := range set.Claims {
		if c := &set.Claims[i]; c.Seed == m.Experiment {
			return c.Judge(m.Events, m.Failed), nil
		}
	}
	return experiment.Verdict{}, fmt.Errorf("lesson %s has no experiment or claim %q", l.Name, m.Experiment)
}
