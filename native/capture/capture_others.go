//go:build !linux

package capture

// A Capture is for Linux alone.
type Capture struct{}

// Loopback returns ErrSystem.
func Loopback(uint16) (*Capture, error) { return nil, ErrSystem }

// Next returns ErrSystem.
func (*Capture) Next() (Packet, error) { return Packet{}, ErrSystem }

// Missed returns 0.
func (*Capture) Missed() int { return 0 }

// Close does nothing.
func (*Capture) Close() error { return nil }
