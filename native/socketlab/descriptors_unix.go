//go:build linux || darwin

package main

import "syscall"

// descriptors returns how many descriptors this process may have: Go has
// raised the limit as far as it may by now. 0 is unknown.
func descriptors() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 0
	}
	return int(min(limit.Cur, 1<<30))
}
