//go:build linux || darwin

package kernel_test

import (
	"net"
	"testing"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/socket/sockettest"
)

// bridged returns a Stack that reaches the kernel through a bridge in memory.
func bridged(t testing.TB) *bridge.Stack {
	near, far := net.Pipe()
	served := make(chan struct{})
	st := kernel.New()
	go func() {
		bridge.Serve(far, st)
		close(served)
	}()
	b, err := bridge.New(near)
	check(t, err)
	t.Cleanup(func() {
		b.Close()
		<-served
		st.Close()
	})
	return b
}

func openBridge(t *testing.T) sockettest.Net {
	n := open(t)
	st := bridged(t)
	n.Server, n.Client = st, st
	return n
}

func TestBridgeConformance(t *testing.T) {
	before := descriptors(t)
	t.Run("suite", func(t *testing.T) { sockettest.Run(t, openBridge) })
	sameDescriptors(t, before)
}

func TestBridgeNettest(t *testing.T) {
	before := descriptors(t)
	t.Run("suite", func(t *testing.T) { sockettest.Nettest(t, openBridge) })
	sameDescriptors(t, before)
}

func TestBridgeLessons(t *testing.T) {
	far := lessontest.Net{Name: "bridge", Shared: true, Stack: func(t testing.TB, _ string) socket.Stack { return bridged(t) }}
	for _, l := range course.Lessons() {
		t.Run(l.Name, func(t *testing.T) { lessontest.Run(t, l, lessontest.Memory(), far) })
	}
}
