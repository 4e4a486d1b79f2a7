package link

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// A stage names a part of a link, in records and in the draws of fate.
type stage string

const (
	stagePartition stage = "partition"
	stageScript    stage = "script"
	stageMTU       stage = "mtu"
	stageLoss      stage = "loss"
	stageCorrupt   stage = "corrupt"
	stageDuplicate stage = "duplicate"
	stageRate      stage = "rate"
	stageDelay     stage = "delay"
	stageReorder   stage = "reorder"
)

// maxDraws is how many numbers a stage may draw for one copy of a packet, and
// maxCopies how many copies a packet may have.
const (
	maxDraws  = 4
	maxCopies = 16
)

// fate is a sequence of random numbers that belongs to a stage of a flow.
type fate uint64

// newFate returns the fate of a stage of a flow: the first eight bytes of the
// SHA-256 of the seed and the names, each name preceded by its length.
func newFate(seed uint64, link, flow string, s stage) fate {
	b := binary.BigEndian.AppendUint64([]byte("socketlab fate 1"), seed)
	for _, name := range []string{link, flow, string(s)} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(name)))
		b = append(b, name...)
	}
	sum := sha256.Sum256(b)
	return fate(binary.BigEndian.Uint64(sum[:]))
}

// bits returns the k-th number of a packet: of SplitMix64 (Steele, Lea and Flood,
// 2014), which gives its n-th number without those before it.
func (f fate) bits(p *parcel, k int) uint64 {
	index := (uint64(p.n)*maxCopies+uint64(p.copy))*maxDraws + uint64(k)
	return mix(uint64(f) + index*0x9e3779b97f4a7c15)
}

// mix is the finalizer of SplitMix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// uniform returns the k-th number of a packet, in [0, 1).
func (f fate) uniform(p *parcel, k int) float64 {
	return float64(f.bits(p, k)>>11) / (1 << 53)
}

// normal returns the k-th number of a packet, of the standard normal
// distribution. It is within ±8.3.
func (f fate) normal(p *parcel, k int) float64 {
	u := (float64(f.bits(p, k)>>11) + 0.5) / (1 << 53)
	return math.Sqrt2 * math.Erfinv(2*u-1)
}
