package rdt

import (
	"math"
	"time"
)

// A Theory is a transfer over a network whose packets are lost independently of
// each other, take the same time, and none for their bits. Corrupted packets
// are lost ones. The results are expected values, for a Timeout that is fixed
// and longer than RTT; with a shorter one packets are repeated that were not
// lost.
type Theory struct {
	Packets int // data and fin
	Window  int
	RTT     time.Duration // round-trip time
	Timeout time.Duration
	Loss    float64 // probability that data is lost, from 0 to below 1
	AckLoss float64 // and that an ack is
}

// tries returns how often a packet is sent until its ack arrives: both must
// pass, and how often that fails is geometric.
func (t Theory) tries() float64 { return 1 / ((1 - t.Loss) * (1 - t.AckLoss)) }

// each returns the time from a packet's first sending to its ack: the last try
// takes a round trip, each before it a timeout.
func (t Theory) each() float64 {
	return t.RTT.Seconds() + t.Timeout.Seconds()*(t.tries()-1)
}

// StopAndWait returns N (RTT + RTO (1/((1-p)(1-q)) - 1)): Bertsekas & Gallager, Data
// Networks, section 2.4.1; Kurose & Ross, section 3.4.1, without loss.
func (t Theory) StopAndWait() time.Duration {
	return seconds(float64(t.Packets) * t.each())
}

// GoBackN counts rounds, each of which begins with a whole window sent at once,
// the renewal argument of Bertsekas & Gallager, section 2.4.2, with a timer
// that is set again when the window moves (Kurose & Ross, section 3.4.3). Of a
// round's W packets those before the first loss count: on average
// (1-p)(1-(1-p)^W)/p. It takes RTT if none is lost, RTO if the first is, and
// else RTT + RTO. A later ack stands for one that is lost, but not for a window's
// last: behind a round without loss the next is shorter by those, q+q²+…+q^W on
// average, and where all are lost, RTO passes. A window of 1 is stop-and-wait.
func (t Theory) GoBackN() time.Duration {
	n, w := float64(t.Packets), float64(max(1, min(t.Window, t.Packets)))
	if w == 1 {
		return t.StopAndWait()
	}
	rtt, rto := t.RTT.Seconds(), t.Timeout.Seconds()
	pass, q := 1-t.Loss, t.AckLoss
	silent := math.Pow(q, w)
	w = max(1, w-math.Pow(pass, w)*q*(1-silent)/(1-q))
	all := math.Pow(pass, w)
	takes := rtt*all + (rtt+rto)*(pass-all) + rto*t.Loss + rto*all*silent/(1-silent)
	if t.Loss == 0 {
		return seconds(math.Ceil(n/w) * takes)
	}
	return seconds(n / (pass * (1 - all) / t.Loss) * takes)
}

// SelectiveRepeat returns bounds, for there is no closed form: a window waits
// for its oldest packet. The least is if it never had to (the ideal selective
// repeat of Bertsekas & Gallager, section 2.4.3), N/W times the time of one
// packet; the most is if all W packets had to arrive before the next W start:
// the expected greatest of W geometric numbers of tries.
func (t Theory) SelectiveRepeat() (least, most time.Duration) {
	n, w := float64(t.Packets), float64(max(1, min(t.Window, t.Packets)))
	fails := 1 - 1/t.tries()
	worst := 1.0 // tries of the packet that takes most
	for missing := fails; missing > 1e-12 && worst < mostTries; missing *= fails {
		worst += 1 - math.Pow(1-missing, w)
	}
	round := t.RTT.Seconds() + t.Timeout.Seconds()*(worst-1)
	return seconds(max(1, n/w) * t.each()), seconds(math.Ceil(n/w) * round)
}

// mostTries bounds what is reckoned with where next to everything is lost.
const mostTries = 1e6

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
