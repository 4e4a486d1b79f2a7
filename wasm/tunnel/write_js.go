package tunnel

import (
	"runtime"
	"syscall/js"
)

const (
	// highWater is how many bytes may wait in the browser; beyond, Write waits
	// until lowWater.
	highWater = 4 << 20
	lowWater  = highWater / 4

	// large is a write that is a message by itself: it is worth one.
	large = 16 << 10
)

// Write queues b for the next message, in order: what is written before all
// goroutines wait goes along. A message takes as much time as many writes do, so
// this is what lets a hundred streams be as fast as one. A large b is sent at
// once. Write waits while the browser has too much to send.
func (c *Conn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.full && c.err == nil {
		c.room.Wait()
	}
	if c.err != nil {
		return 0, c.err
	}
	if len(b) < large && len(c.out) < large {
		if len(c.out) == 0 {
			c.written.Signal()
		}
		c.out = append(c.out, b...)
		return len(b), nil
	}
	c.flush()
	c.send(b)
	return len(b), nil
}

// gather sends what small writes have queued once no other goroutine can run.
func (c *Conn) gather() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		for len(c.out) == 0 && c.err == nil {
			c.written.Wait()
		}
		if c.err != nil {
			return
		}
		c.mu.Unlock()
		runtime.Gosched() // to the end of the queue
		c.mu.Lock()
		if c.err == nil {
			c.flush()
		}
	}
}

// flush sends what is queued.
func (c *Conn) flush() {
	if len(c.out) > 0 {
		c.send(c.out)
		c.out = c.out[:0]
	}
}

// send sends b as one message. The browser's queue is looked at now and then:
// while little was sent since, little can wait.
func (c *Conn) send(b []byte) {
	js.CopyBytesToJS(c.outbox, b)
	c.since += len(b)
	if c.since < highWater/4 {
		return
	}
	waiting := c.queued.Invoke().Int()
	c.since = 0
	if waiting > highWater {
		c.full = true
		c.object.Call("drain", lowWater)
	}
}
