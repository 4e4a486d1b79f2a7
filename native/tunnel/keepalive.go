package tunnel

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// A peer is pinged every interval; when so many probes have gone without anything
// at all arriving, it is gone. Browsers answer pings for a tab that sleeps.
const (
	keepaliveInterval = 30 * time.Second
	keepaliveProbes   = 4
)

// A keepalive tells a peer that is gone from one that has nothing to say.
type keepalive struct {
	unanswered atomic.Int32 // probes since something arrived, or paused
	next       atomic.Pointer[time.Timer]
}

// paused: while nobody reads nothing can arrive, and no probe is unanswered.
const paused = -1

func (k *keepalive) reset() { k.unanswered.Store(0) }
func (k *keepalive) pause() { k.unanswered.Store(paused) }

// expired counts one more probe, and reports whether that is too many.
func (k *keepalive) expired() bool {
	n := k.unanswered.Load()
	return n != paused && k.unanswered.CompareAndSwap(n, n+1) && n+1 > keepaliveProbes
}

func (k *keepalive) stop() {
	if t := k.next.Load(); t != nil {
		t.Stop()
	}
}

// keepAlive pings the peer from now on. It costs a timer, not a goroutine.
func (c *Conn) keepAlive() {
	c.alive.next.Store(time.AfterFunc(keepaliveInterval, c.ping))
	if c.Err() != nil {
		c.alive.stop()
	}
}

func (c *Conn) ping() {
	if c.alive.expired() {
		c.end(&CloseError{websocket.CloseAbnormalClosure, fmt.Sprintf("no answer for %v", keepaliveProbes*keepaliveInterval)}, 0, "")
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
	c.alive.reset()
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
