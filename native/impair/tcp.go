package impair

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

// A TCPConfig says what a TCP proxy does.
type TCPConfig struct {
	Listen, To string // addresses as net.Dial takes them
	Seed       uint64
	Up, Down   Flow
	Record     func(link.Record)  // of chunks of the streams; may be nil
	Note       func(event string) // a connection began or ended; may be nil
}

// A TCP is a proxy in front of a TCP server. All connections share its links.
type TCP struct {
	config    TCPConfig
	listener  *net.TCPListener
	clock     *clock
	scheduler *link.Scheduler
	links     [2]*link.Link // up, down

	mu      sync.Mutex
	flows   [2]Flow
	conns   map[*conn]bool
	ended   [2]Bytes // of connections that have ended
	count   int      // of connections so far
	running sync.WaitGroup
}

// ListenTCP opens the proxy's socket. Serve does the work.
func ListenTCP(ctx context.Context, c TCPConfig) (*TCP, error) {
	p := &TCP{config: c, clock: newClock(), conns: make(map[*conn]bool), flows: [2]Flow{c.Up, c.Down}}
	p.scheduler = link.NewScheduler(link.SchedulerConfig{Clock: p.clock, Record: c.Record})
	err := p.open(ctx)
	if err != nil {
		p.scheduler.Close()
		p.clock.close()
		return nil, err
	}
	return p, nil
}

func (p *TCP) open(ctx context.Context) error {
	for i, name := range []string{Up, Down} {
		if err := p.flows[i].Check(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		l, err := p.scheduler.Link(link.Config{Name: name, To: name, Seed: p.config.Seed, Conditions: p.flows[i].conditions(),
			Deliver: func(packet link.Packet) { packet.Tag.(*stream).arrive(packet.Data) }})
		if err != nil {
			return err
		}
		p.links[i] = l
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", p.config.Listen)
	if err != nil {
		return err
	}
	p.listener = l.(*net.TCPListener)
	return nil
}

// Addr returns the address that clients use.
func (p *TCP) Addr() net.Addr { return p.listener.Addr() }

// Links returns the two directions, for their counts.
func (p *TCP) Links() (up, down *link.Link) { return p.links[0], p.links[1] }

// Clients returns how many connections there are.
func (p *TCP) Clients() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.conns)
}

// Bytes counts the bytes of all connections, one way.
type Bytes struct {
	Read    int64 `json:"read"`
	Written int64 `json:"written"`
	Cut     int64 `json:"cut"` // read, but never written: their connection was reset
}

// Bytes returns how many there were so far.
func (p *TCP) Bytes() (up, down Bytes) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.ended
	for c := range p.conns {
		for i, s := range []*stream{c.up, c.down} {
			all[i].add(s)
		}
	}
	return all[0], all[1]
}

func (b *Bytes) add(s *stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.Read += s.read
	b.Written += s.written
}

// end forgets a connection that has ended.
func (p *TCP) end(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
	for i, s := range []*stream{c.up, c.down} {
		p.ended[i].add(s)
		p.ended[i].Cut += s.read - s.written
		p.links[i].Forget(c.name)
	}
}

// Flows returns what happens to bytes now.
func (p *TCP) Flows() (up, down Flow) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.flows[0], p.flows[1]
}

// Set changes what happens to bytes that come from now on, of all connections.
func (p *TCP) Set(up, down Flow) error {
	for i, f := range []Flow{up, down} {
		if err := f.Check(); err != nil {
			return fmt.Errorf("%s: %w", []string{Up, Down}[i], err)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flows = [2]Flow{up, down}
	for c := range p.conns {
		c.up.change(func() { c.up.flow = up })
		c.down.change(func() { c.down.flow = down })
	}
	for i, l := range p.links {
		if err := l.Set(p.flows[i].conditions()); err != nil {
			return err
		}
	}
	return nil
}

// Serve passes connections on until ctx is done, and then ends them with a reset.
func (p *TCP) Serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	context.AfterFunc(ctx, func() { p.listener.Close() })
	defer p.close(cancel)
	for {
		c, err := p.listener.AcceptTCP()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && full(err):
			p.note("%v", err)
			pause(ctx, time.Second)
		case err != nil:
			return fmt.Errorf("impair: %w", err)
		default:
			p.running.Go(func() { p.serve(ctx, c) })
		}
	}
}

// serve is one connection.
func (p *TCP) serve(ctx context.Context, client *net.TCPConn) {
	var dialer net.Dialer
	s, err := dialer.DialContext(ctx, "tcp", p.config.To)
	if err != nil {
		p.note("%s is reset: %v", client.RemoteAddr(), err)
		reset(client)
		return
	}
	c := p.add(client, s.(*net.TCPConn))
	p.note("%s is new", c)
	why := c.run(ctx)
	p.end(c)
	p.note("%s %s; %d bytes up, %d down", c, why, c.up.written, c.down.written)
}

func (p *TCP) add(client, server *net.TCPConn) *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
	c := &conn{name: fmt.Sprint(p.count), client: client, server: server}
	c.up = newStream(c, p.links[0], client, server, p.flows[0])
	c.down = newStream(c, p.links[1], server, client, p.flows[1])
	p.conns[c] = true
	return c
}

func (p *TCP) close(cancel func()) {
	cancel()
	p.listener.Close()
	p.running.Wait()
	p.scheduler.Close()
	p.clock.close()
}

func (p *TCP) note(format string, a ...any) {
	if p.config.Note != nil {
		p.config.Note(fmt.Sprintf(format, a...))
	}
}

// reset ends a connection with a RST.
func reset(c *net.TCPConn) {
	c.SetLinger(0)
	c.Close()
}

// pause waits, unless ctx is done.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// full reports whether an error of accept will pass: descriptors have run out.
func full(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ECONNABORTED)
}
