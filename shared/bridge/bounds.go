package bridge

import "time"

// Bounds of a session; spec.md states them.
const (
	maxSockets = 1024
	maxCalls   = 64 // of one socket at once
	maxLookups = 16 // at once
)

// times are how long a session waits for its client, and for the sockets.
type times struct {
	open  time.Duration // for a stream to say what it is for
	claim time.Duration // for an accepted connection to be opened
	look  time.Duration // for a name's addresses
	drain time.Duration // for what was sent before a close to be taken
	stall time.Duration // for a socket to take something, when the session holds too much
}

func usual() times {
	return times{
		open: 5 * time.Second, claim: 30 * time.Second, look: 10 * time.Second, drain: drainTimeout, stall: 2 * time.Second,
	}
}

// drainTimeout is how long what a client sent before it closed a spliced socket
// may take to be taken by the socket's peer.
const drainTimeout = 10 * time.Second
