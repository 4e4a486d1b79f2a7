//go:build linux || darwin

package kernel_test

import (
	"net"
	"slices"
	"strconv"
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
	far := lessontest.Net{Name: "bridge", Stack: func(t testing.TB, _ string) socket.Stack { return bridged(t) }}
	for _, l := range course.Lessons() {
		t.Run(l.Name, func(t *testing.T) { lessontest.Run(t, l, lessontest.Memory(), far) })
	}
}

// BenchmarkBridge runs one echo through package net and through a bridge over
// loopback, in short turns: speed/net is what one call at a time, each a round
// trip of the bridge, leaves of raw loopback.
func BenchmarkBridge(b *testing.B) {
	for _, size := range []int{64, 64 << 10} {
		b.Run(strconv.Itoa(size)+"B", func(b *testing.B) {
			buf := make([]byte, size)
			netRead, netWrite := netTCP(b, size)
			ourRead, ourWrite := bridgeTCP(b, size)
			var ratios []float64
			for b.Loop() {
				t := pingPong(b, netRead, netWrite, buf, 200)
				o := pingPong(b, ourRead, ourWrite, buf, 200)
				ratios = append(ratios, float64(t)/float64(o))
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "speed/net")
		})
	}
}

// bridgeTCP is kernelTCP with the client's socket behind a bridge over loopback.
func bridgeTCP(b *testing.B, size int) (read, write transfer) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(b, err)
	defer l.Close()
	st := kernel.New()
	b.Cleanup(func() { st.Close() })
	go func() {
		if far, err := l.Accept(); err == nil {
			bridge.Serve(far, st)
		}
	}()
	near, err := net.Dial("tcp", l.Addr().String())
	check(b, err)
	remote, err := bridge.New(near)
	check(b, err)
	b.Cleanup(func() { remote.Close() })
	return echoOver(b, remote, size)
}
