package tunnel

import (
	"runtime"
	"syscall/js"
)

const (
	// highWater is how many bytes may wait in the browser; beyond, Write waits
	// until lowWater.
	highWater = 1 << 20
	lowWater  = highWater / 4

	// maxMessage is about how long a message is at most.
	maxMessage = 256 << 10
)

// Write queues b, in order, for the next message: what else is written before
// every goroutine waits goes along. A message costs as much time as many writes
// do, so this is what lets a hundred streams be as fast as one. It waits while
// the browser has too much to send.
func (c *Conn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for (len(c.out) >= maxMessage || c.waiting > highWater) && c.err == nil {
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
	runtime.Gosched() // to the end of the queue of those that can
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sending = false
	if c.err != nil {
		return
	}
	c.post(c.out)
	c.out = reuse(c.out)
	c.room.Broadcast()
	if c.waiting > highWater {
		c.object.Call("drain", lowWater)
	}
}

// post sends b as one message.
func (c *Conn) post(b []byte) {
	if len(b) > c.outboxSize {
		c.outboxSize = max(2*len(b), 64<<10)
		c.object.Call("reserve", c.outboxSize)
		c.outbox = c.object.Get("outbox")
	}
	js.CopyBytesToJS(c.outbox, b)
	c.waiting = c.send.Invoke(len(b)).Int()
}
