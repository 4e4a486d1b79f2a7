package web

import (
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// A registry is the sessions that live.
type registry struct {
	maxSessions int          // of each kind: a page has one of each at most
	maxSockets  int64        // 0: no bound
	sockets     atomic.Int64 // open

	mu      sync.Mutex
	all     map[int64]*session
	opened  int64 // sessions so far
	in, out int64 // bytes of sessions that have ended
	isShut  bool
	empty   chan struct{} // closed once it is shut and no session is left
}

var (
	errFull    = errors.New("as many pages are connected as may be: close another page, or start the server with a larger --sessions")
	errClosing = errors.New("the server is shutting down")
)

func newRegistry(sessions, sockets int) *registry {
	return &registry{
		maxSessions: sessions, maxSockets: int64(sockets),
		all: make(map[int64]*session), empty: make(chan struct{}),
	}
}

// room returns why there is no room for one more session of a kind.
func (g *registry) room(kind string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.full(kind)
}

// full is room; the caller holds the lock.
func (g *registry) full(kind string) error {
	switch {
	case g.isShut:
		return errClosing
	case g.counted(kind) >= g.maxSessions:
		return errFull
	}
	return nil
}

// begin makes room for a session, whose WebSocket is not open yet.
func (g *registry) begin(kind, remote string) (*session, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.full(kind); err != nil {
		return nil, err
	}
	g.opened++
	s := &session{registry: g, number: g.opened, kind: kind, remote: remote, since: time.Now()}
	s.lastByte.Store(s.since.UnixNano())
	g.all[s.number] = s
	return s, nil
}

// end forgets a session whose sockets are closed.
func (g *registry) end(s *session) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.all, s.number)
	g.in += s.in.Load()
	g.out += s.out.Load()
	if g.isShut && len(g.all) == 0 {
		close(g.empty)
	}
}

// list returns the sessions, the oldest first.
func (g *registry) list() []*session {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := make([]*session, 0, len(g.all))
	for _, s := range g.all {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *session) int { return int(a.number - b.number) })
	return all
}

// find returns the session of an id, or nil.
func (g *registry) find(id string) *session {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.all[n]
}

// count returns how many sessions of a kind live.
func (g *registry) count(kind string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.counted(kind)
}

// counted is count; the caller holds the lock.
func (g *registry) counted(kind string) int {
	n := 0
	for _, s := range g.all {
		if s.kind == kind {
			n++
		}
	}
	return n
}

// totals returns how many sessions there have been, and the bytes that they
// have received and sent.
func (g *registry) totals() (opened, in, out int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	in, out = g.in, g.out
	for _, s := range g.all {
		in += s.in.Load()
		out += s.out.Load()
	}
	return g.opened, in, out
}

func (g *registry) closed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.isShut
}

// shut takes no more sessions and ends those that live. The channel is closed
// when the last is over.
func (g *registry) shut() <-chan struct{} {
	g.mu.Lock()
	if !g.isShut {
		g.isShut = true
		if len(g.all) == 0 {
			close(g.empty)
		}
	}
	g.mu.Unlock()
	for _, s := range g.list() {
		go s.close(websocket.CloseGoingAway, "the server is shutting down")
	}
	return g.empty
}
