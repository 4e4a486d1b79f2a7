package lesson

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/trace"
)

// Grace is how long a server has, once the clients of its run have ended, to
// be done with them before its sockets are closed.
const Grace = 5 * time.Second

// A RunConfig says how Run plays a lesson. Only Stack is needed.
type RunConfig struct {
	Roles []string    // empty: all
	Addr  socket.Addr // zero: the lesson's; port 0 lets the system choose

	// Stack returns the network that a role lives on. Run closes it.
	Stack func(role string) socket.Stack

	// Stdin is what the client reads, a line at a time; nil is empty. If
	// the run ends while a Read waits, Run ends that Read by Stdin's
	// SetReadDeadline, or by Close where it has none. A terminal allows
	// neither: one goroutine then waits there for the next line.
	Stdin io.Reader
	Piped bool // it is a file or a pipe: nobody types it

	// Stdout returns where a role prints; nil discards it. Roles may
	// share a writer: each write is a whole line or prompt.
	Stdout func(role string) io.Writer

	// Ready is called with the server's real address once a client can
	// reach it; it may be nil.
	Ready func(socket.Addr)

	// Quiet is how long a server must have waited for more once the clients
	// of its run have ended: on a network whose answers take time, a client
	// from elsewhere may be there already.
	Quiet time.Duration

	Trace *trace.Recorder // may be nil; Run does not close it
	Knobs map[string]string
	Clock link.Clock // that the roles live by; nil: package time

	// Links returns what the network is known to do on the way from one role to
	// another, and how that changes; nil: nothing is known.
	Links func(from, to string) (link.Conditions, []link.Change)

	// Progress is called when a role has transferred some of a total of bytes; it
	// may be nil.
	Progress func(done, total int64)
}

// Run plays a lesson and returns when its roles have ended. With a server and
// clients it starts the server, waits until that can be reached, starts the
// clients with the server's real address, and when they have ended, ends a
// server that waits for more by closing its sockets.
//
// Cancelling ctx closes all sockets, as Ctrl-C does, and is no error: for a
// server alone it is the usual end. Other failures are returned, each with its
// role's name. No goroutine is left behind, but see RunConfig.Stdin.
func Run(ctx context.Context, l *Lesson, cfg RunConfig) error {
	roles, err := l.roles(cfg.Roles)
	if err != nil {
		return err
	}
	var players []*player
	var mu sync.Mutex
	for _, r := range roles {
		p, err := newPlayer(l, r, cfg, &mu)
		if err != nil {
			return err
		}
		defer p.host.stdin.stop()
		defer p.close()
		players = append(players, p)
	}
	stop := context.AfterFunc(ctx, func() {
		for _, p := range players {
			p.close()
		}
	})
	defer stop()
	if cfg.Ready == nil {
		cfg.Ready = func(socket.Addr) {}
	}
	if len(players) > 1 {
		return serveAndUse(players[0], players[1:], cfg)
	}
	players[0].start()
	select {
	case <-players[0].stack.ready:
		cfg.Ready(players[0].stack.addr)
	case <-players[0].done:
	}
	return players[0].wait()
}

// serveAndUse plays a server and its clients.
func serveAndUse(server *player, clients []*player, cfg RunConfig) error {
	server.start()
	select {
	case <-server.stack.ready:
		cfg.Ready(server.stack.addr)
	case <-server.done:
		if err := server.wait(); err != nil || server.closed.Load() {
			return err
		}
		return fmt.Errorf("%s: ended before a client could reach it", server.role.Name)
	}
	for _, c := range clients {
		c.host.Addr = reachableAt(server.stack.addr, c.host.Addr)
		c.start()
	}
	var errs []error
	connections := 0
	for _, c := range clients {
		errs = append(errs, c.wait())
		connections += c.stack.connections()
	}
	server.settle(connections, cfg.Quiet)
	return errors.Join(append(errs, server.wait())...)
}

// A player is a role that runs.
type player struct {
	role   Role
	stack  *watch
	host   *Host
	done   chan struct{} // closed when the role has ended
	err    error         // what it returned
	closed atomic.Bool   // its sockets were closed from outside
}

func newPlayer(l *Lesson, r Role, cfg RunConfig, mu *sync.Mutex) (*player, error) {
	p := &player{role: r, stack: newWatch(cfg.Stack(r.Name)), done: make(chan struct{})}
	c := HostConfig{Stack: p.stack, Addr: cfg.Addr, Knobs: cfg.Knobs, Clock: cfg.Clock, Links: cfg.Links, Progress: cfg.Progress}
	if cfg.Stdout != nil {
		c.Stdout = cfg.Stdout(r.Name)
	}
	if cfg.Trace != nil {
		c.Trace = cfg.Trace.Host(r.Name)
	}
	if r.Name != l.Roles[0].Name {
		c.Stdin, c.Piped = cfg.Stdin, cfg.Piped // the server has no terminal to read from
	}
	var err error
	if p.host, err = l.NewHost(c); err != nil {
		p.stack.Close()
		return nil, err
	}
	p.host.mu = mu
	if r.Name != l.Roles[0].Name {
		p.host.Addr = reachable(p.host.Addr)
	}
	return p, nil
}

// start runs the role. At its end its sockets are closed, as a process's are.
func (p *player) start() {
	go func() {
		defer close(p.done)
		p.err = p.role.Run(p.host)
		p.host.trace.Exit()
		p.stack.Close()
	}()
}

// close ends the role: its calls fail with net.ErrClosed. The sockets are
// closed under the trace, so that what it records is the role's own calls.
func (p *player) close() {
	p.closed.Store(true)
	p.host.end()
	p.stack.Close()
}

// wait waits for the role's end and returns its failure.
func (p *player) wait() error {
	<-p.done
	if p.err == nil || p.closed.Load() && errors.Is(p.err, net.ErrClosed) {
		return nil
	}
	return fmt.Errorf("%s: %w", p.role.Name, p.err)
}

// settle waits until the server has ended or is done with so many connections
// and has been for the time quiet, then ends it: closed any earlier, it would not
// see its last client leave.
func (p *player) settle(connections int, quiet time.Duration) {
	grace := time.NewTimer(Grace)
	defer grace.Stop()
	for {
		var waited <-chan time.Time
		if p.stack.idle(connections) {
			waited = time.After(quiet)
		}
		select {
		case <-p.stack.changed:
			continue
		case <-waited:
		case <-p.done:
			return
		case <-grace.C:
		}
		break
	}
	p.close()
}

// reachableAt is reachable for a client that knows an address of the server's
// host: on all interfaces it is reached there, too.
func reachableAt(addr, known socket.Addr) socket.Addr {
	if addr.IP.IsUnspecified() && addr.IP.BitLen() == known.IP.BitLen() {
		addr.IP = known.IP
	}
	return reachable(addr)
}

// reachable returns the address at which a client finds a server bound to
// addr: all interfaces includes the loopback one.
func reachable(addr socket.Addr) socket.Addr {
	switch {
	case addr.Path != "":
	case addr.IP.Is6() && addr.IP.IsUnspecified():
		addr.IP = netip.IPv6Loopback()
	case addr.IP.IsUnspecified(), !addr.IP.IsValid() && addr.Host == "":
		addr.IP = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return addr
}
