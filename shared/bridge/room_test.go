package bridge

import (
	"io"
	"testing"
	"time"
)

// blocked is a connection that takes nothing until it is closed.
type blocked chan struct{}

func (b blocked) Write(p []byte) (int, error) {
	<-b
	return 0, io.ErrClosedPipe
}

// TestRoom fills a client's committer: who waits gets room in order, one that has
// left does not, and all once the connection ends.
func TestRoom(t *testing.T) {
	conn := make(blocked)
	c := newCommitter(conn, false)
	granted := func(p *place) bool {
		select {
		case <-p.granted:
			return true
		default:
			return false
		}
	}
	sent := 0
	for c.reserve(maxStream) == nil {
		sent++
	}
	if sent != maxCommit/maxStream {
		t.Fatalf("%d of %d bytes find room, want %d", sent, maxStream, maxCommit/maxStream)
	}
	first := c.room.waiting[0]
	second, third := c.reserve(maxStream), c.reserve(maxStream)
	c.leave(second)
	c.giveBack(maxStream)
	if !granted(first) || granted(third) {
		t.Error("room goes to another than the first")
	}
	c.leave(first) // that has it
	if !granted(third) || granted(second) {
		t.Error("room of one that has left does not go to the next")
	}
	last := c.reserve(1)
	c.close()
	select {
	case <-last.granted:
	case <-time.After(10 * time.Second):
		t.Error("one waits when the connection has ended")
	}
	close(conn)
}

// TestCommitBound writes to a server's committer, whose connection takes nothing.
func TestCommitBound(t *testing.T) {
	conn := make(blocked)
	c := newCommitter(conn, true)
	frame := append([]byte{0, dataFrame, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0}, make([]byte, maxStream)...)
	wrote := make(chan int)
	go func() {
		n := 0
		for ; n < 100; n++ {
			if _, err := c.Write(frame); err != nil {
				break
			}
		}
		wrote <- n
	}()
	select {
	case n := <-wrote:
		t.Fatalf("%d writes do not wait", n)
	case <-time.After(100 * time.Millisecond):
	}
	close(conn)
	if n := <-wrote; n > 2*maxCommit/maxStream+1 {
		t.Errorf("%d frames are taken, want the bound twice", n)
	}
	c.close()
}
