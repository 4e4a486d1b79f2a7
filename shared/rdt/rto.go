package rdt

import "time"

// rto is the retransmission timeout.
type rto struct {
	adaptive     bool
	value        time.Duration
	srtt, rttvar time.Duration
}

// The bounds of an adaptive timeout. RFC 6298 asks for a minimum of 1 s, which
// would hide how it follows the round trip.
const (
	granularity = time.Millisecond
	maxRTO      = 60 * time.Second
)

// sample takes a round trip into account: RFC 6298, section 2.
func (r *rto) sample(rtt time.Duration) {
	if !r.adaptive {
		return
	}
	if r.srtt == 0 {
		r.srtt, r.rttvar = rtt, rtt/2
	} else {
		r.rttvar = (3*r.rttvar + (r.srtt - rtt).Abs()) / 4
		r.srtt = (7*r.srtt + rtt) / 8
	}
	r.value = min(maxRTO, (r.srtt + max(granularity, 4*r.rttvar)).Round(time.Microsecond))
}

// backoff is for a timeout that has passed: section 5.5.
func (r *rto) backoff() {
	if r.adaptive {
		r.value = min(maxRTO, 2*r.value)
	}
}
