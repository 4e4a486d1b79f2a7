package main

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/wasm/tunnel"
)

// Between attempts to reach the server, the first and the longest wait; each is
// twice the one before, give or take a fifth, so that a class of pages does not
// come back at once.
const (
	firstWait   = 250 * time.Millisecond
	longestWait = 10 * time.Second
	dialWithin  = 10 * time.Second
)

// Whom the operator has sent away, with code 1008 (policy violation), rests
// unless asked to connect again.
const (
	sentAway = 1008
	rest     = 5 * time.Minute
)

// A state is what the page is told of the link.
type state struct {
	Kind    string `json:"kind"`
	State   string `json:"state"`
	RetryMS int64  `json:"retry_in_ms,omitempty"`
	Error   string `json:"error,omitempty"`
}

// A link is the connection to the server, which is made anew when it ends.
type link struct {
	tell func(state)
	lost func(error) // the sockets of the connection there was are gone

	mu      sync.Mutex
	now     *bridge.Stack   // nil while there is none
	settled <-chan struct{} // closed once it is known whether the last attempt connects
	cancel  context.CancelFunc
}

func newLink(tell func(state), lost func(error)) *link {
	return &link{tell: tell, lost: lost, cancel: func() {}}
}

// stack returns a role's network on the server. During an attempt to reach it, the
// role waits for how that turns out: a reader may run a lesson at once.
func (l *link) stack() (socket.Stack, error) {
	l.mu.Lock()
	settled := l.settled
	l.mu.Unlock()
	if settled != nil {
		<-settled
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now == nil {
		return nil, down("there is no connection to the server")
	}
	return play.Part(l.now), nil
}

// down is an error with the name ENETDOWN, in words.
type down string

func (d down) Error() string { return string(d) }
func (d down) Unwrap() error { return socket.ENETDOWN }

// connect reaches for a server from now on, and for no other.
func (l *link) connect(url string) {
	ctx := l.renew()
	settle := l.attempt() // before a run that is asked for next
	go l.keep(ctx, url, settle)
}

// close ends the connection for good.
func (l *link) close() {
	l.renew()
	l.say(state{State: "closed"})
}

// renew ends what is kept up, and returns the context of what comes next.
func (l *link) renew() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	l.mu.Lock()
	l.cancel()
	l.cancel = cancel
	l.mu.Unlock()
	return ctx
}

// attempt begins an attempt to connect, until settle is called.
func (l *link) attempt() (settle func()) {
	ctx, settle := context.WithCancel(context.Background())
	l.mu.Lock()
	l.settled = ctx.Done()
	l.mu.Unlock()
	return settle
}

// keep keeps a connection up until ctx ends.
func (l *link) keep(ctx context.Context, url string, settle func()) {
	wait := firstWait
	for ; ; settle = l.attempt() {
		l.say(state{State: "connecting"})
		err := l.use(ctx, url, func() {
			wait = firstWait
			settle()
		})
		settle()
		if ctx.Err() != nil {
			return
		}
		pause := time.Duration(float64(wait) * (0.8 + 0.4*rand.Float64()))
		wait = min(2*wait, longestWait)
		if closed := (*tunnel.CloseError)(nil); errors.As(err, &closed) && closed.Code == sentAway {
			pause = rest
		}
		l.say(state{State: "waiting", RetryMS: pause.Milliseconds(), Error: err.Error()})
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// use connects, and returns why the connection ended.
func (l *link) use(ctx context.Context, url string, connected func()) error {
	dialing, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	conn, err := tunnel.Dial(dialing, url)
	if err != nil {
		return err
	}
	st, err := bridge.New(conn)
	if err != nil {
		conn.Close()
		return err
	}
	defer st.Close()
	defer context.AfterFunc(ctx, func() { st.Close() })()
	l.set(st)
	defer l.set(nil)
	connected()
	l.say(state{State: "connected"})
	<-st.Done()
	err = conn.Err()
	if err == nil || err == io.EOF {
		err = errors.New("the server closed the connection")
	}
	l.lost(down(err.Error()))
	return err
}

func (l *link) set(st *bridge.Stack) {
	l.mu.Lock()
	l.now = st
	l.mu.Unlock()
}

func (l *link) say(s state) {
	s.Kind = "state"
	l.tell(s)
}
