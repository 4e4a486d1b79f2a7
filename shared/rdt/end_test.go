package rdt_test

import (
	"errors"
	"syscall"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/rdt"
)

var start = time.Unix(1_000_000_000, 0)

// The last ack may be lost, but for one: the receiver lingers to send it.
func TestLastAckLost(t *testing.T) {
	for _, p := range protocols {
		c := rdt.Config{Payload: 1, Timeout: 60 * time.Millisecond, Tries: 4}
		lost := map[string]bool{"ack 4": true, "ack 5": true, "ack 6": true}
		s := simulate(t, p, c, "123", 0, conditions{oneWay: 25 * time.Millisecond, drop: lost})
		if s.sender.Err() != nil || !s.receiver.Done() || s.got.String() != "123" {
			t.Errorf("%s: %v, delivered %q", p.name, s.sender.Err(), s.got.String())
		}
	}
}

// If every ack of the end is lost, the sender gives up: it cannot know that all
// has arrived.
func TestTwoGenerals(t *testing.T) {
	for _, p := range protocols {
		c := rdt.Config{Payload: 1, Timeout: 60 * time.Millisecond, Tries: 4}
		lost := map[string]bool{"ack 4": true, "ack 5": true, "ack 6": true, "ack 7": true}
		s := simulate(t, p, c, "123", 0, conditions{oneWay: 25 * time.Millisecond, drop: lost})
		want := "rdt: fin was sent 4 times in vain; of 3 bytes, 3 are acknowledged: " + syscall.ETIMEDOUT.Error()
		if err := s.sender.Err(); !errors.Is(err, syscall.ETIMEDOUT) || err.Error() != want {
			t.Errorf("%s: error %v, want %s", p.name, err, want)
		}
		if !s.receiver.Done() || s.got.String() != "123" {
			t.Errorf("%s: delivered %q", p.name, s.got.String())
		}
	}
}

// A sender whom nobody answers ends, after Tries timeouts.
func TestNobodyAnswers(t *testing.T) {
	for _, p := range protocols {
		c := rdt.Config{Payload: 1, Timeout: 100 * time.Millisecond, Tries: 5}
		s := simulate(t, p, c, "123", 0, conditions{loss: 1, ackLoss: 1})
		if !errors.Is(s.sender.Err(), syscall.ETIMEDOUT) {
			t.Errorf("%s: error %v", p.name, s.sender.Err())
		}
		if took := s.sender.Stats().Elapsed; took != 500*time.Millisecond {
			t.Errorf("%s: after %v, want 5 timeouts of 100 ms", p.name, took)
		}
		if more := s.sender.Send(s.now.Add(time.Hour)); more != nil {
			t.Errorf("%s: it sends %d packets more", p.name, len(more))
		}
	}
}

// What a receiver hears after the end is answered and not delivered.
func TestLinger(t *testing.T) {
	for _, p := range protocols {
		for _, numbers := range []uint32{0, 1} {
			if numbers == 1 && p.name != "stop-and-wait" {
				continue
			}
			r := p.receiver(rdt.Config{Linger: time.Minute, Numbers: numbers})
			fin := rdt.Packet{Kind: rdt.Fin, Seq: 1}
			if numbers == 1 {
				fin.Seq = 0
			}
			for i := range 3 {
				answer, pieces, end := r.Receive(start.Add(time.Duration(i)*time.Second), fin.Encode())
				if rdt.Class(answer) != "ack" || len(pieces) > 0 || end != (i == 0) || !r.Done() || r.Stats().Packets != 1 {
					t.Errorf("%s: fin %d: answer %q, pieces %q, %+v", p.name, i+1, answer, pieces, r.Stats())
				}
			}
			if r.Expired(start.Add(61*time.Second)) || !r.Expired(start.Add(62*time.Second)) {
				t.Errorf("%s: does not expire a minute after the last fin", p.name)
			}
		}
	}
}

// Peers are told apart, forgotten after Linger, and not too many.
func TestPeers(t *testing.T) {
	made := 0
	peers := rdt.Peers[string]{Most: 2, New: func() rdt.Receiver {
		made++
		return rdt.NewGoBackNReceiver(rdt.Config{Linger: 10 * time.Second})
	}}
	hello := rdt.Packet{Kind: rdt.Data, Seq: 1}.Encode()
	a := peers.Of(start, "a")
	a.Receive(start, hello)
	b := peers.Of(start, "b")
	b.Receive(start.Add(5*time.Second), hello)
	if a == b || peers.Of(start.Add(9*time.Second), "a") != a {
		t.Error("a and b have the same receiver, or a has two")
	}
	if answer, _, _ := peers.Of(start.Add(9*time.Second), "c").Receive(start, hello); answer != nil || made != 2 {
		t.Error("there is room for a third")
	}
	if answer, _, _ := peers.Of(start.Add(11*time.Second), "c").Receive(start, hello); answer == nil || made != 3 {
		t.Errorf("a has not made room for c: %d made", made)
	}
	if again := peers.Of(start.Add(15*time.Second), "b"); again == b || made != 4 {
		t.Error("b's new transfer has the old receiver")
	}
}
