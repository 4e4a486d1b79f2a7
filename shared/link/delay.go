package link

import (
	"math"
	"time"
)

// next returns the delay of a packet.
func (d *Delay) next(f *flow, p *parcel) time.Duration {
	if d.Distribution == Constant {
		return d.Mean
	}
	z := p.z
	if d.Correlation == 0 || p.copy > 0 {
		z = f.delay.normal(p, 0)
	}
	return max(0, d.quantile(z))
}

// correlate gives each packet that is sent a part of the one before, whatever
// becomes of it: a Gaussian copula, for z is correlated, and u = Φ(z) still uniform.
func (d *Delay) correlate(f *flow, p *parcel) {
	if d == nil || d.Correlation == 0 {
		return
	}
	p.z = f.delay.normal(p, 0)
	if f.delayed {
		p.z = d.Correlation*f.z + math.Sqrt(1-d.Correlation*d.Correlation)*p.z
	}
	f.z, f.delayed = p.z, true
}

// least returns what no packet's delay is less than.
func (d *Delay) least() time.Duration {
	switch {
	case d == nil || d.Distribution == Normal:
		return 0
	case d.Distribution == Constant:
		return d.Mean
	}
	return max(0, d.quantile(-40)) // Φ of it is 0
}

// quantile returns the delay that is greater than a share of Φ(z) of all.
func (d *Delay) quantile(z float64) time.Duration {
	mean, jitter := float64(d.Mean), float64(d.Jitter)
	below := math.Erfc(-z/math.Sqrt2) / 2 // Φ(z)
	switch d.Distribution {
	case Uniform:
		return time.Duration(mean + jitter*(2*below-1))
	case Normal:
		return time.Duration(mean + jitter*z)
	case Pareto:
		shape := d.Shape
		if shape == 0 {
			shape = 3
		}
		above := math.Erfc(z/math.Sqrt2) / 2 // which has more digits than 1-below
		least := mean * (shape - 1) / shape
		return time.Duration(min(least*math.Pow(above, -1/shape), float64(math.MaxInt64/4)))
	default: // Table
		at := below * float64(len(d.Table)-1)
		i := min(int(at), len(d.Table)-2)
		low, high := float64(d.Table[i]), float64(d.Table[i+1])
		return time.Duration(low + (high-low)*(at-float64(i)))
	}
}
