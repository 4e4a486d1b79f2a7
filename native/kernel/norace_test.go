//go:build !race && (linux || darwin)

package kernel_test

const raceEnabled = false
