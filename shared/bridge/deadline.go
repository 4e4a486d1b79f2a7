package bridge

import (
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// deadline moves the deadlines, which come as durations, and reports whether
// they can be read.
func (x *exported) deadline(body []byte) bool {
	d := decoder{b: body}
	read, write := instant(d.varint()), instant(d.varint())
	if d.bad {
		return false
	}
	if read != nil {
		x.read = *read
	}
	if write != nil {
		x.write = *write
	}
	x.handle.SetDeadline(read, write) // of a closed socket nobody waits
	return true
}

// late reports whether the deadline of a call has passed: to try the call at
// once would not ask.
func (x *exported) late(op socket.Op) bool {
	end := x.read
	if op.Writes() {
		end = x.write
	}
	return !end.IsZero() && !time.Now().Before(end)
}

// Values of a deadline that are no duration.
const (
	noDeadline   = -1
	sameDeadline = -2
)

func instant(ns int64) *time.Time {
	switch {
	case ns == sameDeadline:
		return nil
	case ns < 0:
		return &time.Time{}
	}
	t := time.Now().Add(time.Duration(ns))
	return &t
}
