package rdt_test

import (
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/rdt"
)

// Every stream arrives whole, whatever the network does, as long as it lets
// something pass. A failure names the subtest that replays it.
func TestAnyNetwork(t *testing.T) {
	for _, p := range protocols {
		for seed := range uint64(50) {
			t.Run(fmt.Sprintf("%s/seed=%d", p.name, seed), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(seed, 2))
				on := conditions{
					oneWay: 25 * time.Millisecond, jitter: time.Duration(1 + rng.IntN(100e6)),
					loss: 0.4 * rng.Float64(), ackLoss: 0.4 * rng.Float64(), duplicate: 0.3 * rng.Float64(), corrupt: 0.2 * rng.Float64(),
				}
				c := rdt.Config{
					Window: 1 + rng.IntN(40), Payload: 1 + rng.IntN(50), Tries: 1000,
					Timeout: time.Duration(1+rng.IntN(300)) * time.Millisecond, Adaptive: rng.IntN(2) == 0,
				}
				want := text(rng.IntN(3000))
				s := simulate(t, p, c, want, seed, on)
				if diff := cmp.Diff(want, s.got.String()); diff != "" {
					t.Errorf("%+v over %+v: the stream is damaged (-want +got):\n%s", c, on, diff)
				}
				if s.sender.Err() != nil || !s.receiver.Done() || s.ends != 1 {
					t.Errorf("error %v, received %v, ended %d times", s.sender.Err(), s.receiver.Done(), s.ends)
				}
				counts(t, c, s, want)
			})
		}
	}
}

// counts checks what both sides have counted.
func counts(t *testing.T, c rdt.Config, s *simulation, data string) {
	t.Helper()
	packets := (len(data)+c.Payload-1)/c.Payload + 1
	sum := crc32.ChecksumIEEE([]byte(data))
	for name, got := range map[string]rdt.Stats{"sender": s.sender.Stats(), "receiver": s.receiver.Stats()} {
		if got.Packets != packets || got.Bytes != int64(len(data)) || got.Sum != sum {
			t.Errorf("%s: %+v, want %d packets, %d bytes, sum %d", name, got, packets, len(data), sum)
		}
	}
	sent := s.count["data"] + s.count["fin"]
	if got := s.sender.Stats(); got.Packets+got.Retransmitted != sent {
		t.Errorf("sender: %+v, but %d packets were sent", got, sent)
	}
}

// A network that neither overtakes nor repeats is enough for few numbers: a bit
// for stop-and-wait, the window and one, and twice the window.
func TestFewNumbers(t *testing.T) {
	const window = 5
	for i, numbers := range []uint32{2, window + 1, 2 * window} {
		p := protocols[i]
		t.Run(p.name, func(t *testing.T) {
			on := conditions{oneWay: 25 * time.Millisecond, loss: 0.2, ackLoss: 0.2, corrupt: 0.1}
			c := rdt.Config{Window: window, Payload: 10, Timeout: 60 * time.Millisecond, Tries: 1000, Numbers: numbers}
			for seed := range uint64(20) {
				s := simulate(t, p, c, text(1000), seed, on)
				if diff := cmp.Diff(text(1000), s.got.String()); diff != "" {
					t.Fatalf("seed %d: the stream is damaged (-want +got):\n%s", seed, diff)
				}
			}
		})
	}
}

// With fewer numbers than that, the stream is damaged: what the number is for.
func TestTooFewNumbers(t *testing.T) {
	on := conditions{oneWay: 25 * time.Millisecond, loss: 0.2, ackLoss: 0.2}
	for i, numbers := range []uint32{1, 5, 9} {
		p := protocols[i]
		t.Run(p.name, func(t *testing.T) {
			c := rdt.Config{Window: 5, Payload: 10, Timeout: 60 * time.Millisecond, Tries: 1000, Numbers: numbers}
			damaged := 0
			for seed := range uint64(20) {
				if simulate(t, p, c, text(1000), seed, on).got.String() != text(1000) {
					damaged++
				}
			}
			if damaged == 0 {
				t.Error("no stream of 20 is damaged")
			}
			t.Logf("%d of 20 streams are damaged", damaged)
		})
	}
}

// A receiver need not know the sender's window, nor how few numbers it uses.
func TestOtherConfig(t *testing.T) {
	on := conditions{oneWay: 25 * time.Millisecond, loss: 0.2, ackLoss: 0.2}
	for _, p := range protocols {
		c := rdt.Config{Window: 32, Payload: 10, Timeout: 60 * time.Millisecond, Tries: 1000}
		other := p
		other.receiver = func(c rdt.Config) rdt.Receiver {
			c.Window = 4
			if p.name == "stop-and-wait" {
				c.Numbers = 2
			}
			return p.receiver(c)
		}
		for seed := range uint64(10) {
			if got := simulate(t, other, c, text(2000), seed, on).got.String(); got != text(2000) {
				t.Errorf("%s, seed %d: the stream is damaged", p.name, seed)
			}
		}
	}
}

// The window is what may be on its way, and no more.
func TestWindow(t *testing.T) {
	for _, p := range protocols[1:] {
		s := p.sender(rdt.Config{Window: 4, Payload: 1}, []byte("123456"))
		if got := len(s.Send(start)); got != 4 {
			t.Errorf("%s: %d packets at first, want 4", p.name, got)
		}
		if got := len(s.Send(start)); got != 0 {
			t.Errorf("%s: %d packets at the same time, want none", p.name, got)
		}
		s.Receive(start, rdt.Packet{Kind: rdt.Ack, Seq: 1}.Encode())
		if got := len(s.Send(start)); got != 1 {
			t.Errorf("%s: %d packets after an ack, want 1", p.name, got)
		}
	}
}
