package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
)

// liveEvery is how often the view changes on a terminal. Speeds are those of two
// such times.
const liveEvery = 500 * time.Millisecond

// A sample is what the counts were at a time, up and down.
type sample struct {
	at    time.Time
	links [2]link.Stats
	bytes *[2]impair.Bytes // of streams
}

func (v *impairView) sample(at time.Time) sample {
	s := sample{at: at, links: [2]link.Stats{v.up.Stats(), v.down.Stats()}}
	if v.bytes != nil {
		all := v.bytes()
		s.bytes = &all
	}
	return s
}

// counts returns what has become of one direction's packets, or bytes, in words.
func (s sample) counts(i int) string {
	if s.bytes == nil {
		return counts(s.links[i])
	}
	b := s.bytes[i]
	text := fmt.Sprintf("%s bytes came, %s passed on", grouped(b.Read), grouped(b.Written))
	if n := b.Read - b.Written - b.Cut; n > 0 {
		text += fmt.Sprintf(", %s under way", grouped(n))
	}
	if b.Cut > 0 {
		text += fmt.Sprintf(", %s cut off by resets", grouped(b.Cut))
	}
	return text
}

// speed returns how fast one direction has been since another sample.
func (s sample) speed(i int, since sample) string {
	seconds := s.at.Sub(since.at).Seconds()
	if s.bytes != nil {
		return bitRate(s.bytes[i].Written-since.bytes[i].Written, seconds)
	}
	now, before := s.links[i], since.links[i]
	return fmt.Sprintf("%s packets/s, %s delivered, %d in flight",
		grouped(perSecond(now.Sent-before.Sent, seconds)), bitRate(now.DeliveredBytes-before.DeliveredBytes, seconds), inFlight(now))
}

// paint keeps the view at the end of the terminal until ctx is done.
func (v *impairView) paint(ctx context.Context) {
	defer v.painter.paint(nil)
	ticker := time.NewTicker(liveEvery)
	defer ticker.Stop()
	began := time.Now()
	before := v.sample(began)
	last, now := before, before
	for {
		v.painter.paint(v.lines(began, before, now))
		select {
		case <-ctx.Done():
			return
		case at := <-ticker.C:
			before, last, now = last, now, v.sample(at)
		}
	}
}

// lines is the view: clients, and for each direction its speed, its counts and its
// conditions.
func (v *impairView) lines(began time.Time, before, now sample) []viewLine {
	clients := strconv.Itoa(v.clients()) + " clients"
	if clients == "1 clients" {
		clients = "1 client"
	}
	all := []viewLine{{fmt.Sprintf("── %s · %s · Ctrl-C ends it", clients, now.at.Sub(began).Round(time.Second)), "2"}}
	for i, l := range []*link.Link{v.up, v.down} {
		look := ""
		if lost(now.links[i]) > lost(before.links[i]) {
			look = "31"
		}
		all = append(all, viewLine{strings.Replace(l.Name(), ">", " > ", 1) + "  " + now.speed(i, before), "1"},
			viewLine{"   " + now.counts(i), look}, viewLine{"   " + v.conditions()[i], "2"})
	}
	return all
}

func lost(s link.Stats) (n int64) {
	for _, dropped := range s.Dropped {
		n += dropped
	}
	return n
}

// inFlight is how many packets are in the link: delayed, held, or queued.
func inFlight(s link.Stats) int64 { return s.Sent + s.Duplicated - s.Delivered - lost(s) }

func perSecond(n int64, seconds float64) int64 {
	if seconds <= 0 {
		return 0
	}
	return int64(float64(n)/seconds + 0.5)
}

// bitRate returns "12.5 Mbit/s".
func bitRate(bytes int64, seconds float64) string {
	bits := float64(perSecond(8*bytes, seconds))
	units := []string{"bit/s", "kbit/s", "Mbit/s", "Gbit/s"}
	for bits >= 999.5 && len(units) > 1 {
		bits, units = bits/1000, units[1:]
	}
	return strconv.FormatFloat(bits, 'g', 3, 64) + " " + units[0]
}

// grouped returns a number as 12,345,678.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
