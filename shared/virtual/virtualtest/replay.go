package virtualtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/socketlab/socketlab/shared/pcapng"
	"github.com/socketlab/socketlab/shared/scenario"
)

// replay changes a plan as a text says: "seed=7", or "seed=7,drop=data:3,ack:7",
// which is short text for scenario.ParseConditions and leaves nothing to chance.
func (p *runPlan) replay(text string) error {
	first, rest, _ := strings.Cut(text, ",")
	number, ok := strings.CutPrefix(first, "seed=")
	seed, err := strconv.ParseUint(number, 10, 64)
	if !ok || err != nil {
		return fmt.Errorf("%q: write seed=NUMBER, and behind a comma what is to be lost: seed=7,drop=data:3,ack:7", text)
	}
	p.Seed = seed
	if rest == "" {
		return nil
	}
	p.scripted = true
	s, err := (scenario.Overrides{Both: rest}).Apply(p.Scenario)
	if err != nil {
		return err
	}
	p.Scenario = s
	return nil
}

// line returns the command that replays a run; "" is what chance does with the seed.
func (p *runPlan) line(t *testing.T, replay string) string {
	if replay == "" {
		replay = fmt.Sprintf("seed=%d", p.Seed)
	}
	name := "^" + strings.ReplaceAll(t.Name(), "/", "$/^") + "$"
	return fmt.Sprintf("%s='%s' go test -run '%s'", Replay, replay, name)
}

// keep writes the packets of a run as artifacts of the test.
func (r *result) keep(t *testing.T) {
	if err := r.write(t.ArtifactDir()); err != nil {
		fmt.Fprintf(t.Output(), "the packets are not kept: %v\n", err)
		return
	}
	fmt.Fprintf(t.Output(), "what became of its packets, %d records: go test -artifacts keeps run.jsonl, and run.pcapng for Wireshark\n", len(r.records))
}

func (r *result) write(dir string) (err error) {
	lines, err := os.Create(filepath.Join(dir, "run.jsonl"))
	if err != nil {
		return err
	}
	defer lines.Close()
	capture, err := os.Create(filepath.Join(dir, "run.pcapng"))
	if err != nil {
		return err
	}
	defer capture.Close()
	enc, w := json.NewEncoder(lines), pcapng.NewWriter(capture, r.start)
	for _, one := range r.records {
		if err := enc.Encode(one); err != nil {
			return err
		}
		if err := w.Record(one); err != nil {
			return err
		}
	}
	return w.Flush()
}
