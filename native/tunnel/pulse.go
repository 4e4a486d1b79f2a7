package tunnel

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// A peer is pinged every interval; when nothing at all has arrived for silence
// intervals, it is gone. Browsers answer pings for a tab that sleeps.
const (
	interval = 30 * time.Second
	silence  = 4
)

// A pulse tells a peer that is gone from one that has nothing to say.
type pulse struct {
	quiet atomic.Int32 // pings since something arrived; busy while Read does not wait
	next  atomic.Pointer[time.Timer]
}

// busy: while nobody reads nothing can arrive, and that is no silence.
const busy = -1

func (p *pulse) wait()  { p.quiet.Store(0) }
func (p *pulse) heard() { p.quiet.Store(busy) }

// missed counts one more ping, and reports whether that is too many.
func (p *pulse) missed() bool {
	n := p.quiet.Load()
	return n != busy && p.quiet.CompareAndSwap(n, n+1) && n+1 > silence
}

func (p *pulse) stop() {
	if t := p.next.Load(); t != nil {
		t.Stop()
	}
}

// keepAlive pings the peer from now on. It costs a timer, not a goroutine.
func (c *Conn) keepAlive() {
	c.alive.next.Store(time.AfterFunc(interval, c.ping))
	if c.Err() != nil {
		c.alive.stop()
	}
}

func (c *Conn) ping() {
	if c.alive.missed() {
		c.end(&CloseError{websocket.CloseAbnormalClosure, fmt.Sprintf("no answer for %v", silence*interval)}, 0, "")
		return
	}
	// One that cannot be sent now is not needed: bytes are on their way.
	c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(stall))
	c.keepAlive()
}

// A pong is what the peer's last ping asks for.
type pong struct {
	mu      sync.Mutex
	payload string
	asked   bool
	sending bool
}

// answer has a ping answered, by another goroutine: reading does not wait for
// writing, or two peers could wait for each other. Of several pings the last
// one is answered (RFC 6455, section 5.5.3).
func (c *Conn) answer(payload string) error {
	c.alive.wait()
	c.pong.mu.Lock()
	defer c.pong.mu.Unlock()
	c.pong.payload, c.pong.asked = payload, true
	if !c.pong.sending {
		c.pong.sending = true
		go c.sendPongs()
	}
	return nil
}

func (c *Conn) sendPongs() {
	for {
		c.pong.mu.Lock()
		payload, asked := c.pong.payload, c.pong.asked
		c.pong.asked, c.pong.sending = false, asked
		c.pong.mu.Unlock()
		if !asked {
			return
		}
		c.ws.WriteControl(websocket.PongMessage, []byte(payload), time.Now().Add(stall))
	}
}
