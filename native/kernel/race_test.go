//go:build race && (linux || darwin)

package kernel_test

// raceEnabled says that pools drop what is put into them at random.
const raceEnabled = true
