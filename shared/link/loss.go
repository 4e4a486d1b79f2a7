package link

import "fmt"

// lose decides whether a packet is lost, and says why.
func (c *Conditions) lose(f *flow, p *parcel) (why string, lost bool) {
	if u := f.loss.uniform(p, 0); u < c.Loss {
		return fmt.Sprintf("loss %g %%: drew %.4f", 100*c.Loss, u), true
	}
	if b := c.Bursts; b != nil {
		return b.lose(f, p)
	}
	return "", false
}

// turn lets the channel turn, with each packet that is sent, whatever becomes of it.
func (b *Bursts) turn(f *flow, p *parcel) {
	if b == nil {
		return
	}
	turn := b.P
	if f.bad {
		turn = b.R
	}
	if f.loss.uniform(p, 1) < turn {
		f.bad = !f.bad
	}
	p.bad = f.bad
}

// lose decides.
func (b *Bursts) lose(f *flow, p *parcel) (why string, lost bool) {
	pass := b.H
	if !p.bad {
		pass = b.K
		if pass == 0 {
			pass = 1
		}
	}
	u := f.loss.uniform(p, 2)
	if u < pass {
		return "", false
	}
	if p.bad {
		return "burst: the channel is bad", true
	}
	return fmt.Sprintf("burst: the channel is good and loses %g %%: drew %.4f", 100*(1-pass), 1-u), true
}
