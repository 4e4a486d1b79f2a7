package virtualtest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// transfer sends numbered datagrams, each until it is acknowledged, thirty times
// at most. The server has a fault that only a lost packet brings to light.
func transfer(tb testing.TB, n *virtual.Network) {
	pc, err := socket.ListenPacket(tb.Context(), n.Host("server"), "udp4", ":8001")
	if err != nil {
		tb.Fatal(err)
	}
	go serve(pc)
	c, err := socket.Dial(tb.Context(), n.Host("client"), "udp4", "server:8001")
	if err != nil {
		tb.Fatal(err)
	}
	defer c.Close()
	buf := make([]byte, 100)
	for i := range 20 {
		text := fmt.Sprintf("data %d", i)
		for try, answer := 1, ""; answer != "ack "+text; try++ {
			if try > 30 {
				tb.Fatalf("no answer to %q", text)
			}
			c.Write([]byte(text))
			c.SetReadDeadline(time.Now().Add(time.Second))
			if m, err := c.Read(buf); err == nil {
				answer = string(buf[:m])
			}
		}
	}
}

// serve acknowledges each datagram, but a repeated number 7 not.
func serve(pc net.PacketConn) {
	buf := make([]byte, 100)
	seen := make(map[string]bool)
	for {
		m, from, err := pc.ReadFrom(buf)
		if err != nil {
			return
		}
		text := string(buf[:m])
		if text != "data 7" || !seen[text] {
			pc.WriteTo([]byte("ack "+text), from)
		}
		seen[text] = true
	}
}

func classify(b []byte) string {
	class, _, _ := bytes.Cut(b, []byte(" "))
	return string(class)
}

var lossy = Config{Conditions: "loss=20%,delay=50ms", Classify: classify}

// found returns the first of the seeds with which the transfer fails.
func found(t *testing.T) (*runPlan, *result) {
	t.Helper()
	p, _ := plan(t, lossy)
	for range 100 {
		if r := p.try(t, transfer); r.failed {
			return &p, r
		}
		p.Seed++
	}
	t.Fatal("no seed of a hundred fails")
	return nil, nil
}

// A failure that needs one lost acknowledgement is made as small as that.
func TestMinimise(t *testing.T) {
	p, r := found(t)
	fates := chances(r.records)
	if len(fates) < 3 {
		t.Fatalf("chance lost %d packets only", len(fates))
	}
	few := minimise(fates, func(fates []fate) bool { return p.with(fates).try(t, transfer).failed })
	if diff := cmp.Diff(",drop=ack:8", describe(few, r.records)); diff != "" {
		t.Errorf("what is left of %d (-want +got):\n%s", len(fates), diff)
	}
	q := *p
	if err := q.replay("seed=1" + describe(few, r.records)); err != nil {
		t.Fatal(err)
	}
	if !q.try(t, transfer).failed {
		t.Errorf("the text %q does not fail", describe(few, r.records))
	}
}

// Delta debugging keeps what is needed, whatever that is.
func TestMinimiseKeepsWhatIsNeeded(t *testing.T) {
	for _, need := range [][]int{nil, {3}, {0, 99}, {10, 11, 12}, {1, 30, 60, 98}} {
		t.Run(fmt.Sprint(need), func(t *testing.T) {
			var all []fate
			for i := range 100 {
				all = append(all, fate{rule: link.Rule{From: i}})
			}
			runs := 0
			few := minimise(all, func(some []fate) bool {
				runs++
				has := func(i int) bool { return slices.ContainsFunc(some, func(f fate) bool { return f.rule.From == i }) }
				return !slices.ContainsFunc(need, func(i int) bool { return !has(i) })
			})
			var got []int
			for _, f := range few {
				got = append(got, f.rule.From)
			}
			if diff := cmp.Diff(need, got); diff != "" || runs > 200 {
				t.Errorf("after %d runs (-want +got):\n%s", runs, diff)
			}
		})
	}
}

// The same seed gives the same records.
func TestOneRunPerSeed(t *testing.T) {
	p, _ := plan(t, lossy)
	a, b := p.try(t, transfer), p.try(t, transfer)
	if diff := cmp.Diff(a.records, b.records); diff != "" {
		t.Errorf("two runs differ (-first +second):\n%s", diff)
	}
}

// A test that would run for ever is ended.
func TestLimit(t *testing.T) {
	p, _ := plan(t, Config{Limit: time.Minute, Conditions: "loss=100%"})
	r := p.try(t, func(tb testing.TB, n *virtual.Network) {
		c, err := socket.Dial(tb.Context(), n.Host("client"), "udp4", "server:1")
		if err != nil {
			tb.Fatal(err)
		}
		for err == nil {
			_, err = c.Write([]byte("anybody?"))
			time.Sleep(time.Second)
		}
	})
	if sent := len(r.records) / 2; !r.failed || sent < 55 || sent > 65 {
		t.Errorf("failed %v after %d packets, one a second; want it ended after 60", r.failed, sent)
	}
}

func TestPanicsAndCleanups(t *testing.T) {
	p, _ := plan(t, Config{})
	var order []string
	r := p.try(t, func(tb testing.TB, n *virtual.Network) {
		tb.Cleanup(func() { order = append(order, "first") })
		tb.Cleanup(func() { order = append(order, "last") })
		panic("oh")
	})
	if !r.failed || !slices.Equal(order, []string{"last", "first"}) {
		t.Errorf("failed %v, cleanups %q; want a failure, and the last cleanup first", r.failed, order)
	}
}

func TestReplayText(t *testing.T) {
	for text, want := range map[string]string{
		"seed=7":                   "",
		"seed=7,drop=data:3,ack:7": "",
		"seed=7,nothing":           "",
		"seed=7,loss=100%":         `"seed=7,loss=100%": chance decides nothing in a replay: write rules alone, as seed=7,drop=data:3,ack:7, or seed=7 for what chance does`,
		"7":                        `"7": write seed=NUMBER, and behind a comma what is to be lost: seed=7,drop=data:3,ack:7`,
		"seed=x":                   `"seed=x": write seed=NUMBER, and behind a comma what is to be lost: seed=7,drop=data:3,ack:7`,
	} {
		p, _ := plan(t, lossy)
		got := ""
		if err := p.replay(text); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestStale: rules of a replay that no packet has met are noticed, and no others: a
// rule holds on all links, and is met on one of them.
func TestStale(t *testing.T) {
	for text, want := range map[string][]string{
		"seed=1":                                 nil,
		"seed=1,nothing":                         nil,
		"seed=1,drop=data:3,ack:7":               nil,
		"seed=1,drop=client:1,server:1":          nil,
		"seed=1,drop=rek:2":                      {"drop rek:2"},
		"seed=1,drop=data:1,data:999,server:999": {"drop data:999", "drop server:999"},
	} {
		p, _ := plan(t, lossy)
		if err := p.replay(text); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, rule := range p.try(t, transfer).missed {
			got = append(got, scenario.FormatRule(rule))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: rules that came to nothing (-want +got):\n%s", text, diff)
		}
	}
}

// TestStaleFails: a test that passes with such a replay fails.
func TestStaleFails(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("there are no processes in wasm")
	}
	for text, fails := range map[string]bool{"seed=1,drop=client:2": false, "seed=1,drop=rek:2": true} {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestSweep$")
		cmd.Env = append(os.Environ(), Replay+"="+text)
		out, err := cmd.CombinedOutput()
		said := strings.Contains(string(out), `no packet has met the rule "drop rek:2", so this run shows nothing`)
		if (err != nil) != fails || said != fails {
			t.Errorf("%s: %v, want a failure that says why: %v\n%s", text, err, fails, out)
		}
	}
}

// TestSweep passes, and TestStaleFails has it replay.
func TestSweep(t *testing.T) { Sweep(t, Config{}, 2, transfer) }

// Run and Sweep are used as tests use them, and pass.
func TestRun(t *testing.T) {
	Run(t, Config{Seed: 3, Conditions: "delay=50ms"}, transfer)
	seeds := 0
	Sweep(t, Config{Seed: 3}, 5, func(tb testing.TB, n *virtual.Network) {
		seeds++
		transfer(tb, n)
	})
	if seeds != 5 {
		t.Errorf("%s seeds ran, want 5", strconv.Itoa(seeds))
	}
}
