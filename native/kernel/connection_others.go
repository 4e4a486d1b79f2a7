//go:build !linux

package kernel

import "errors"

// Connections says that it is for Linux alone.
func Connections(uint16) ([]Connection, error) {
	return nil, errors.New("the states of connections can be asked for on Linux alone, by sock_diag")
}
