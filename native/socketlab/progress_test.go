package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/link"
)

func TestProgressLine(t *testing.T) {
	began := time.Unix(1_000_000_000, 0)
	const (
		half = "███████████████░░░░░░░░░░░░░░░ "
		text = " 50 %  25.0 of 50.0 kB  12.0 kB/s  2s left"
	)
	tests := []struct {
		name        string
		done, total int64
		now, here   time.Duration
		columns     int
		want        string
	}{
		{"nothing known", 0, 0, 0, 0, 80, ""},
		{"a short transfer", 25_000, 50_000, 2 * time.Second, 400 * time.Millisecond, 80, ""},
		{"half", 25_000, 50_000, 2 * time.Second, 2 * time.Second, 80, half + text},
		{"a faster network", 25_000, 50_000, 2 * time.Second, time.Second, 80, half + " 50 %  25.0 of 50.0 kB  12.0 kB/s  1s left"},
		{"no room for a bar", 25_000, 50_000, 2 * time.Second, 2 * time.Second, 60, text},
		{"no room", 25_000, 50_000, 2 * time.Second, 2 * time.Second, 11, text[:8]},
		{"it stands still", 1000, 50_000, time.Minute, time.Minute, 80, "░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   2 %  1.0 of 50.0 kB"},
		{"megabytes", 3_000_000, 4_000_000, 10 * time.Second, 10 * time.Second, 80, "██████████████████████░░░░░░░░  75 %  3.0 of 4.0 MB  299.9 kB/s  3s left"},
		{"the end", 50_000, 50_000, 2 * time.Second, 2 * time.Second, 80, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := &progress{done: test.done, total: test.total}
			if test.total > 0 {
				p.first, p.began, p.typed = 1000, began, began
			}
			if diff := cmp.Diff(test.want, p.line(began.Add(test.now), began.Add(test.here), test.columns)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The status is below what programs print, and not in a line that one has begun.
func TestScreenStatus(t *testing.T) {
	var out bytes.Buffer
	s := &screen{w: &out}
	client, server := s.writer("c│", "client"), s.writer("s│", "server")
	expect := func(want string) {
		t.Helper()
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Error(diff)
		}
		out.Reset()
	}
	client.Write([]byte("one\n"))
	expect("c│one\n")
	s.show("10 %")
	expect(erase + "10 %")
	s.show("10 %")
	expect("")
	server.Write([]byte("two\n"))
	expect(erase + "s│two\n10 %")
	client.Write([]byte("prompt: "))
	expect(erase + "c│prompt: ")
	s.show("20 %")
	expect("")
	server.Write([]byte("three\n"))
	expect("\ns│three\n20 %")
	s.show("")
	expect(erase)
	client.Write([]byte("four\n"))
	expect("c│four\n")
}

// A progress tells what it was told first, by the network's clock.
func TestProgressReport(t *testing.T) {
	p := &progress{clock: link.SystemClock{}}
	p.report(10, 100)
	began := p.began
	p.report(20, 100)
	if p.first != 10 || p.done != 20 || p.total != 100 || !p.began.Equal(began) {
		t.Errorf("%+v", p)
	}
}
