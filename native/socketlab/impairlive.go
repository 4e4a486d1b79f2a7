package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

// liveEvery is how often the view changes on a terminal. Speeds are those of two
// such times.
const liveEvery = 500 * time.Millisecond

// A sample is what the counts were at a time.
type sample struct {
	at       time.Time
	up, down link.Stats
}

func (v *impairView) sample(at time.Time) sample { return sample{at, v.up.Stats(), v.down.Stats()} }

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
	over := now.at.Sub(before.at).Seconds()
	for i, d := range []struct {
		l           *link.Link
		before, now link.Stats
	}{{v.up, before.up, now.up}, {v.down, before.down, now.down}} {
		speed, total, lost := packetCounts(d.before, d.now, over)
		if v.stream {
			speed, total = byteCounts(d.before, d.now, over)
		}
		look := ""
		if lost {
			look = "31"
		}
		all = append(all, viewLine{strings.Replace(d.l.Name(), ">", " > ", 1) + "  " + speed, "1"},
			viewLine{"   " + total, look}, viewLine{"   " + v.conditions()[i], "2"})
	}
	return all
}

// packetCounts returns the speed and the counts of datagrams, and whether some
// were just lost.
func packetCounts(before, now link.Stats, seconds float64) (speed, total string, losing bool) {
	speed = fmt.Sprintf("%s packets/s, %s delivered, %d in flight",
		grouped(perSecond(now.Sent-before.Sent, seconds)), bitRate(now.DeliveredBytes-before.DeliveredBytes, seconds), inFlight(now))
	return speed, counts(now), lost(now) > lost(before)
}

// byteCounts returns the speed and the counts of streams.
func byteCounts(before, now link.Stats, seconds float64) (speed, total string) {
	return bitRate(now.DeliveredBytes-before.DeliveredBytes, seconds), streamCounts(now)
}

// streamCounts returns what has become of the bytes of streams: none is lost.
func streamCounts(s link.Stats) string {
	return fmt.Sprintf("%s bytes came, %s passed on, %s under way",
		grouped(s.SentBytes), grouped(s.DeliveredBytes), grouped(s.SentBytes-s.DeliveredBytes))
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
