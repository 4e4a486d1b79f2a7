//go:build !linux

package impair

import "github.com/socketlab/socketlab/shared/link"

// A clock is the system's.
type clock struct{ link.SystemClock }

func newClock() *clock { return new(clock) }

func (*clock) close() {}
