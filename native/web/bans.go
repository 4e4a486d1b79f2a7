package web

import (
	"net"
	"strings"
	"sync"
	"time"
)

// banned is for how long an address that broke the bridge's protocol may open
// no session: not one of another version, or that sent too much. To open and end sessions takes more from a server than from who
// attacks it; a page of ours never breaks it, and tries again.
const banned = 5 * time.Second

// bans is who is banned.
type bans struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func (b *bans) add(remote string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.until == nil {
		b.until = make(map[string]time.Time)
	}
	now := time.Now()
	for address, until := range b.until {
		if now.After(until) {
			delete(b.until, address)
		}
	}
	b.until[addressOf(remote)] = now.Add(banned)
}

func (b *bans) has(remote string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Before(b.until[addressOf(remote)])
}

// addressOf returns the address of who asks, without the port and the proxy.
func addressOf(remote string) string {
	remote, _, _ = strings.Cut(remote, " via ")
	if host, _, err := net.SplitHostPort(remote); err == nil {
		return host
	}
	return remote
}
