package bridge

import (
	"errors"
	"fmt"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/socket"
)

// What ends a session and may be no attack: the client is of another version, or
// has sent what its sockets do not take.
var (
	ErrVersion = errors.New("another version of the wire format")
	ErrTooMuch = errors.New("it sent more than its sockets take")
)

var (
	errMalformed = errors.New("malformed frame")
	errTooMany   = errors.New("it opened too many streams")
)

// faults are the ends of a session that are the client's fault.
var faults = []error{
	ErrTooMuch, errTooMany, errMalformed,
	yamux.ErrInvalidVersion, yamux.ErrInvalidMsgType, yamux.ErrDuplicateStream, yamux.ErrRecvWindowExceeded, yamux.ErrUnexpectedFlag,
}

// fault returns the error of a session that yamux ended with err, and the server,
// or nil, with why.
func fault(err, why error) error {
	if errors.Is(why, ErrVersion) {
		return fmt.Errorf("bridge: %w", why)
	}
	err = errors.Join(err, why)
	for _, f := range faults {
		if errors.Is(err, f) {
			return fmt.Errorf("bridge: the client broke the protocol: %w", f)
		}
	}
	return nil
}

// A refusal is a system error with the reason in words.
type refusal struct {
	errno socket.Errno
	text  string
}

func (r *refusal) Error() string { return r.text }
func (r *refusal) Unwrap() error { return r.errno }

// refuse returns the error of what a bound of the bridge forbids.
func refuse(errno socket.Errno, format string, args ...any) error {
	return &refusal{errno, "the bridge " + fmt.Sprintf(format, args...) + ": " + errno.Error()}
}

func tooManySockets() error {
	return refuse(socket.EMFILE, "allows a session %d sockets", maxSockets)
}
