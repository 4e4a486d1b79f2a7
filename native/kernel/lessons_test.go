//go:build linux || darwin

package kernel_test

import (
	"testing"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
)

// TestLessons plays every lesson in memory and on the kernel, which must leave
// the same trace.
func TestLessons(t *testing.T) {
	system := lessontest.Net{Name: "kernel", Shared: true, Stack: func(testing.TB, string) socket.Stack { return kernel.New() }}
	for _, l := range course.Lessons() {
		t.Run(l.Name, func(t *testing.T) { lessontest.Run(t, l, lessontest.Memory(), system) })
	}
}
