package experiment_test

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/trace"
)

// Lines are typed as they are asked for, whole or in pieces; then the input ends.
func TestInput(t *testing.T) {
	var typed []string
	in := (&experiment.Run{Input: []string{"你好", "", "last"}}).Stdin()
	in.Typed = func(line string) { typed = append(typed, line) }
	lines := bufio.NewReader(in)
	if line, err := lines.ReadString('\n'); line != "你好\n" || err != nil || len(typed) != 1 {
		t.Errorf("%q, %v; typed %q", line, err, typed)
	}
	rest, err := io.ReadAll(byByte{lines})
	if diff := cmp.Diff("\nlast\n", string(rest)); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if diff := cmp.Diff("你好||last", strings.Join(typed, "|")); diff != "" {
		t.Error(diff)
	}
}

type byByte struct{ io.Reader }

func (r byByte) Read(b []byte) (int, error) { return r.Reader.Read(b[:1]) }

// An open input waits for Close.
func TestOpenInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := (&experiment.Run{Open: true}).Stdin()
		ended := make(chan error, 1)
		go func() {
			_, err := in.Read(make([]byte, 8))
			ended <- err
		}()
		synctest.Wait()
		if len(ended) > 0 {
			t.Error("the input ended by itself")
		}
		in.Close()
		if err := <-ended; err != io.ErrClosedPipe {
			t.Error(err)
		}
	})
}

// A run rests at a standstill; or when its client waits for a line, and nothing has
// happened for a time. What follows is not kept.
func TestObserver(t *testing.T) {
	const quiet = 2 * time.Second
	stuck := trace.Event{Kind: trace.KindState, Call: "stuck"}
	packet := trace.Event{Kind: trace.KindPacket}
	type at struct {
		time  time.Duration
		event trace.Event
	}
	tests := []struct {
		name   string
		open   bool
		events []at
		asks   bool
		rests  time.Duration // 0: never
		kept   int
	}{
		{"standstill", false, []at{{time.Second, packet}, {3 * time.Second, stuck}, {4 * time.Second, packet}}, false, 3 * time.Second, 2},
		{"standstill after the last line", true, []at{{time.Second, stuck}}, true, time.Second, 1},
		{"nothing more to type", true, []at{{time.Second, packet}}, true, 3 * time.Second, 1},
		{"nothing more to type, but packets", true, []at{{time.Second, packet}, {2 * time.Second, packet}, {9 * time.Second, packet}}, true, 4 * time.Second, 2},
		{"the input has ended", false, []at{{time.Second, packet}}, true, 0, 1},
		{"not asked", true, []at{{time.Second, packet}}, false, 0, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				in := (&experiment.Run{Open: test.open}).Stdin()
				defer in.Close()
				if test.asks {
					go in.Read(make([]byte, 1))
				}
				o, start := experiment.NewObserver(), time.Now()
				go func() {
					for _, e := range test.events {
						time.Sleep(e.time - time.Since(start))
						o.Event(&e.event)
					}
				}()
				var rests time.Duration
				o.Watch(ctx, in, quiet, func() { rests = time.Since(start) })
				synctest.Wait()
				time.Sleep(10 * time.Second)
				if rests != test.rests || len(o.Events()) != test.kept {
					t.Errorf("rests after %v, want %v; %d events, want %d", rests, test.rests, len(o.Events()), test.kept)
				}
			})
		})
	}
}
