package tunnel

import (
	"runtime"
	"syscall/js"
	"time"
)

const (
	// highWater is how many bytes may wait in the browser; beyond, Write waits.
	highWater = 1 << 20

	// maxMessage is about how long a message is at most.
	maxMessage = 256 << 10
)

// Write queues b, and with it starts a message: what else is written before
// every goroutine waits goes along. A message costs what many writes do, so
// this is what lets a hundred streams be as fast as one is.
func (c *Conn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.out) >= maxMessage && c.err == nil {
		c.room.Wait()
	}
	if c.err != nil {
		return 0, c.err
	}
	c.out = append(c.out, b...)
	if !c.sending {
		c.sending = true
		go c.flush()
	}
	return len(b), nil
}

// flush sends what is queued once nothing else can run.
func (c *Conn) flush() {
	var batch []byte
	for {
		runtime.Gosched()
		if c.since >= highWater/2 {
			c.drain()
		}
		c.mu.Lock()
		if len(c.out) == 0 || c.err != nil && c.err != errClosing {
			c.sending = false
			c.mu.Unlock()
			return
		}
		batch, c.out = c.out, c.spare[:0]
		c.spare = batch
		c.room.Broadcast()
		c.mu.Unlock()
		c.sendMessage(batch)
	}
}

func (c *Conn) sendMessage(b []byte) {
	if len(b) > c.arraySize {
		c.arraySize = max(len(b), 64<<10)
		c.array = c.bytes.New(c.arraySize)
	}
	js.CopyBytesToJS(c.array, b)
	// send copies, so that the array can be used again.
	c.send.Invoke(c.array.Call("subarray", 0, len(b)))
	c.since += len(b)
}

// drain waits until the browser's queue is short, or the end.
func (c *Conn) drain() {
	for wait := time.Millisecond; c.Err() == nil; wait = min(2*wait, 16*time.Millisecond) {
		waiting := c.get.Invoke(c.ws, c.buffered).Int()
		if waiting < highWater {
			c.since = waiting
			return
		}
		ZDrain++
		select {
		case <-c.done:
		case <-time.After(wait):
		}
	}
}

var ZDrain int
