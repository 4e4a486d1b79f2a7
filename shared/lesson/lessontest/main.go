package lessontest

import (
	"testing"

	"go.uber.org/goleak"
)

// Main is the TestMain of a lesson: goroutines that its tests leave behind
// fail them.
func Main(m *testing.M) {
	// A goroutine of the js runtime's own comes and goes with timers.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent"))
}
