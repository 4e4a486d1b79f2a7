package rdt

import "time"

// A Config is what both sides of a transfer should agree on. The zero value
// works, and so do negative values, which stand for zero.
type Config struct {
	Window  int           // packets that may be on their way; 0: 8; stop-and-wait has 1
	Payload int           // bytes of a data packet; 0: 1000
	Timeout time.Duration // until a packet is sent again; 0: 1 s, as RFC 6298 begins

	// Adaptive has the sender measure round trips and set its timeout by
	// RFC 6298, beginning with Timeout.
	Adaptive bool

	Tries int // how often a packet is sent before the sender gives up; 0: 10

	// Linger is how long a receiver hears nothing before it may be
	// forgotten; 0: Tries times Timeout, when a sender with that timeout has
	// given up.
	Linger time.Duration

	// Numbers is how many sequence numbers there are; 0: 2^32. With fewer
	// than rdt.md says, or a network that reorders, streams arrive damaged.
	Numbers uint32
}

// filled returns the Config with its defaults.
func (c Config) filled() Config {
	if c.Window <= 0 {
		c.Window = 8
	}
	if c.Payload <= 0 {
		c.Payload = 1000
	}
	if c.Timeout <= 0 {
		c.Timeout = time.Second
	}
	if c.Tries <= 0 {
		c.Tries = 10
	}
	if c.Linger <= 0 {
		c.Linger = time.Duration(c.Tries) * c.Timeout
	}
	return c
}

// numbers returns how many sequence numbers there are.
func (c *Config) numbers() int64 {
	if c.Numbers == 0 {
		return 1 << 32
	}
	return int64(c.Numbers)
}

// number returns the sequence number of the n-th packet.
func (c *Config) number(n int) uint32 { return uint32(int64(n) % c.numbers()) }

// ahead returns how many packets after the n-th, which may be before the first,
// the next one with that sequence number is.
func (c *Config) ahead(seq uint32, n int) int64 {
	d := (int64(seq) - int64(n)) % c.numbers()
	if d < 0 {
		d += c.numbers()
	}
	return d
}
