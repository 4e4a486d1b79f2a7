package rdt

import "time"

// Peers are the receivers of a server, one for each peer that sends to it.
type Peers[Addr comparable] struct {
	New  func() Receiver // makes a peer's
	Most int             // how many there may be at once; 0: 1000

	known map[Addr]Receiver
	swept time.Time
}

// sweep is how often those that have expired are forgotten.
const sweep = time.Second

// Of returns the receiver of a peer: a new one if it is not known, or nothing
// was heard of it for Config.Linger; one that does nothing if there are too many.
func (p *Peers[Addr]) Of(now time.Time, peer Addr) Receiver {
	if p.known == nil {
		p.known = make(map[Addr]Receiver)
	}
	most := p.Most
	if most <= 0 {
		most = 1000
	}
	if now.Sub(p.swept) >= sweep {
		p.swept = now
		for addr, r := range p.known {
			if r.Expired(now) {
				delete(p.known, addr)
			}
		}
	}
	r := p.known[peer]
	switch {
	case r != nil && !r.Expired(now):
		return r
	case r == nil && len(p.known) >= most:
		return deaf{}
	}
	r = p.New()
	p.known[peer] = r
	return r
}

// deaf is a receiver of nothing.
type deaf struct{}

var _ Receiver = deaf{}

func (deaf) Receive(time.Time, []byte) ([]byte, [][]byte, bool) { return nil, nil, false }
func (deaf) Done() bool                                         { return false }
func (deaf) Expired(time.Time) bool                             { return true }
func (deaf) Stats() Stats                                       { return Stats{} }
