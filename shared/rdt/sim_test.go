package rdt_test

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/rdt"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent")) // of the js runtime itself
}

// A protocol makes both sides of a transfer.
type protocol struct {
	name     string
	sender   func(rdt.Config, []byte) rdt.Sender
	receiver func(rdt.Config) rdt.Receiver
}

var protocols = []protocol{
	{"stop-and-wait",
		func(c rdt.Config, b []byte) rdt.Sender { return rdt.NewStopAndWaitSender(c, b) },
		func(c rdt.Config) rdt.Receiver { return rdt.NewStopAndWaitReceiver(c) }},
	{"go-back-n",
		func(c rdt.Config, b []byte) rdt.Sender { return rdt.NewGoBackNSender(c, b) },
		func(c rdt.Config) rdt.Receiver { return rdt.NewGoBackNReceiver(c) }},
	{"selective-repeat",
		func(c rdt.Config, b []byte) rdt.Sender { return rdt.NewSelectiveRepeatSender(c, b) },
		func(c rdt.Config) rdt.Receiver { return rdt.NewSelectiveRepeatReceiver(c) }},
}

// conditions are what a simulated network does, both ways.
type conditions struct {
	oneWay, jitter     time.Duration
	loss, ackLoss      float64 // of data, and of acks
	duplicate, corrupt float64
	drop               map[string]bool // "data 3": the third data; "ack 2"
}

// A simulation is a transfer in an event loop of its own.
type simulation struct {
	conditions
	t        *testing.T
	rng      *rand.Rand
	now      time.Time
	events   events
	order    int
	count    map[string]int
	sender   rdt.Sender
	receiver rdt.Receiver
	got      strings.Builder
	pieces   []string
	ends     int      // of the stream
	log      []string // packets as they were sent
}

type event struct {
	at       time.Time
	order    int
	datagram []byte
	back     bool
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if !e[i].at.Equal(e[j].at) {
		return e[i].at.Before(e[j].at)
	}
	return e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

func simulate(t *testing.T, p protocol, c rdt.Config, data string, seed uint64, on conditions) *simulation {
	t.Helper()
	s := &simulation{
		t: t, conditions: on, rng: rand.New(rand.NewPCG(seed, 1)), now: time.Unix(1_000_000_000, 0),
		count: make(map[string]int), sender: p.sender(c, []byte(data)), receiver: p.receiver(c),
	}
	for steps := 0; !s.sender.Done(); steps++ {
		if steps > 1_000_000 {
			t.Fatalf("%s, seed %d: no end in sight: %+v", p.name, seed, s.sender.Stats())
		}
		s.step()
	}
	for len(s.events) > 0 { // what is still on its way
		s.arrive()
	}
	return s
}

// step has the sender send, and then the next thing happen.
func (s *simulation) step() {
	for _, b := range s.sender.Send(s.now) {
		s.send(b, false)
	}
	wait := s.sender.Wait(s.now)
	if wait <= 0 {
		s.t.Fatalf("wait %v", wait)
	}
	if deadline := s.now.Add(wait); len(s.events) == 0 || s.events[0].at.After(deadline) {
		s.now = deadline
		return
	}
	s.arrive()
}

// arrive gives the next datagram to its receiver.
func (s *simulation) arrive() {
	e := heap.Pop(&s.events).(event)
	s.now = e.at
	if e.back {
		s.sender.Receive(s.now, e.datagram)
		return
	}
	answer, pieces, end := s.receiver.Receive(s.now, e.datagram)
	if end {
		s.ends++
	}
	for _, piece := range pieces {
		s.got.Write(piece)
		s.pieces = append(s.pieces, string(piece))
	}
	clear(e.datagram) // the buffer is used again: nothing may refer to it
	if answer != nil {
		s.send(answer, true)
	}
}

// send has a datagram on its way, or not.
func (s *simulation) send(b []byte, back bool) {
	packet, err := rdt.Decode(b)
	if err != nil {
		s.t.Fatal(err)
	}
	s.log = append(s.log, packet.String())
	class := rdt.Class(b)
	s.count[class]++
	loss := s.loss
	if back {
		loss = s.ackLoss
	}
	if s.drop != nil && s.drop[fmt.Sprintf("%s %d", class, s.count[class])] || s.rng.Float64() < loss {
		return
	}
	copies := 1
	if s.rng.Float64() < s.duplicate {
		copies = 2
	}
	for range copies {
		c := append([]byte(nil), b...)
		if s.rng.Float64() < s.corrupt {
			c[s.rng.IntN(len(c))] ^= 1 << s.rng.IntN(8)
		}
		delay := s.oneWay
		if s.jitter > 0 {
			delay += time.Duration(s.rng.Int64N(int64(s.jitter)))
		}
		s.order++
		heap.Push(&s.events, event{s.now.Add(delay), s.order, c, back})
	}
}

// text returns so many bytes, in which each place is told from others near it.
func text(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%d ", i)
	}
	return b.String()[:n]
}
