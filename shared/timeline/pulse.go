package timeline

import (
	"context"
	"time"

	"github.com/socketlab/socketlab/shared/trace"
)

// A Pulse is a sink that tells when something happened.
type Pulse chan struct{}

var _ trace.Sink = Pulse(nil)

// NewPulse returns a Pulse.
func NewPulse() Pulse { return make(Pulse, 1) }

// Event notes that a call returned, or that a packet was sent or arrived.
func (p Pulse) Event(e *trace.Event) {
	if e.Kind == trace.KindReturn || e.Kind == trace.KindPacket {
		select {
		case p <- struct{}{}:
		default:
		}
	}
}

// Watch calls look soon after each event, and at least so often, until ctx is
// done; then once more.
func (p Pulse) Watch(ctx context.Context, often time.Duration, look func()) {
	ticker := time.NewTicker(often)
	defer ticker.Stop()
	for ctx.Err() == nil {
		look()
		select {
		case <-p:
		case <-ticker.C:
		case <-ctx.Done():
		}
	}
	look()
}
