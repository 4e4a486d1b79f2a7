package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
)

// rowsOf returns what a terminal shows of output that uses CUU, CR and ED alone.
func rowsOf(output string, columns int) (rows []string) {
	row := 0
	for output != "" {
		var n int
		switch {
		case output[0] == '\r':
			output = output[1:]
		case strings.HasPrefix(output, "\x1b[J"):
			rows, output = rows[:row], output[3:]
		case output[0] == '\x1b':
			if _, err := fmt.Sscanf(output, "\x1b[%dA", &n); err != nil {
				return append(rows, "what is this: "+output)
			}
			row -= n
			_, output, _ = strings.Cut(output, "A")
		default:
			text, rest, _ := strings.Cut(output, "\n")
			line := []rune(text)
			for ; len(line) > columns; line = line[columns:] {
				rows, row = append(rows[:row], string(line[:columns])), row+1
			}
			rows, row, output = append(rows[:row], string(line)), row+1, rest
		}
	}
	return rows
}

func TestPainter(t *testing.T) {
	var out bytes.Buffer
	columns, rows := 12, 4
	p := &painter{w: &out, size: func() (int, int) { return columns, rows }}
	for _, step := range []struct {
		name string
		do   func()
		want []string
	}{
		{"a view", func() { p.paint([]viewLine{{"one", "1"}, {"two", ""}}) }, []string{"one", "two"}},
		{"a line above it", func() { io.WriteString(p, "a note\n") }, []string{"a note", "one", "two"}},
		{"half a line waits", func() { io.WriteString(p, "bra") }, []string{"a note", "one", "two"}},
		{"for the other", func() { io.WriteString(p, "vo\nand") }, []string{"a note", "bravo", "one", "two"}},
		{"a change", func() { p.paint([]viewLine{{"three", ""}}) }, []string{"a note", "bravo", "three"}},
		{"a line too long", func() { p.paint([]viewLine{{"twelve and more", ""}}) }, []string{"a note", "bravo", "twelve and…"}},
		{"lines too many", func() { p.paint(make([]viewLine, 9)) }, []string{"a note", "bravo", "", "", ""}},
		{"the end", func() { p.paint(nil) }, []string{"a note", "bravo"}},
		{"after it", func() { io.WriteString(p, " more\n") }, []string{"a note", "bravo", "and more"}},
	} {
		step.do()
		if diff := cmp.Diff(step.want, rowsOf(out.String(), columns)); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	out.Reset()
	p.paint([]viewLine{{"eleven here", ""}, {"two", ""}})
	columns = 6 // so that the first takes two rows
	before := "eleven\n here\ntwo\n"
	view := out.String()
	out.Reset()
	p.paint([]viewLine{{"now", ""}})
	if diff := cmp.Diff([]string{"now"}, rowsOf(before+out.String(), columns)); diff != "" {
		t.Errorf("after %q, narrower (-want +got):\n%s", view, diff)
	}
}

func TestImpairLines(t *testing.T) {
	s := link.NewScheduler(link.SchedulerConfig{})
	defer s.Close()
	v := &impairView{clients: func() int { return 1 }, conditions: func() [2]string { return [2]string{"loss 20 %", "perfect"} }}
	for to, name := range map[**link.Link]string{&v.up: "client>server", &v.down: "server>client"} {
		l, err := s.Link(link.Config{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		*to = l
	}
	began := time.Now()
	before := sample{at: began.Add(59 * time.Second)}
	before.links[0] = link.Stats{Sent: 1000, DeliveredBytes: 1e5, Dropped: map[string]int64{"loss": 3}}
	now := sample{at: began.Add(60 * time.Second)}
	now.links[0] = link.Stats{Sent: 13_345, Delivered: 12_000, Duplicated: 5, DeliveredBytes: 6_350_000,
		Dropped: map[string]int64{"loss": 1000, "queue": 300}}
	want := []viewLine{
		{"── 1 client · 1m0s · Ctrl-C ends it", "2"},
		{"client > server  12,345 packets/s, 50 Mbit/s delivered, 50 in flight", "1"},
		{"   13345 sent, 12000 arrived, 1300 lost (loss 1000, queue 300), 5 duplicated", "31"},
		{"   loss 20 %", "2"},
		{"server > client  0 packets/s, 0 bit/s delivered, 0 in flight", "1"},
		{"   0 sent, 0 arrived", ""},
		{"   perfect", "2"},
	}
	if diff := cmp.Diff(want, v.lines(began, before, now), cmp.AllowUnexported(viewLine{})); diff != "" {
		t.Errorf("datagrams (-want +got):\n%s", diff)
	}
	before = sample{at: before.at, bytes: &[2]impair.Bytes{{Written: 1e5}}}
	now = sample{at: now.at, bytes: &[2]impair.Bytes{{Read: 7e6, Written: 6_350_000, Cut: 50_000}}}
	want[1].text = "client > server  50 Mbit/s"
	want[2] = viewLine{"   7,000,000 bytes came, 6,350,000 passed on, 600,000 under way, 50,000 cut off by resets", ""}
	want[4].text = "server > client  0 bit/s"
	want[5].text = "   0 bytes came, 0 passed on"
	if diff := cmp.Diff(want, v.lines(began, before, now), cmp.AllowUnexported(viewLine{})); diff != "" {
		t.Errorf("streams (-want +got):\n%s", diff)
	}
}
