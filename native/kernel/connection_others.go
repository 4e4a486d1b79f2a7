//go:build !linux

package kernel

import (
	"errors"

	"github.com/socketlab/socketlab/shared/socket"
)

// Connections says that it is for Linux alone.
func Connections(uint16) ([]socket.Connection, error) {
	return nil, errors.New("the states of connections can be asked for on Linux alone, by sock_diag")
}
