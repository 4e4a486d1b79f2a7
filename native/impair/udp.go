package impair

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

// The directions' names, of links and in records: up is from clients to the server.
const (
	Up   = "client>server"
	Down = "server>client"
)

// A Direction is what happens to packets one way.
type Direction struct {
	Conditions link.Conditions
	Changes    []link.Change
}

// A UDPConfig says what a UDP proxy does.
type UDPConfig struct {
	Listen   *net.UDPAddr
	To       *net.UDPAddr // the server; it may start later
	Seed     uint64
	Up, Down Direction
	Idle     time.Duration            // a client that is silent so long is forgotten; 0: a minute
	Clients  int                      // at once at most; 0: 10,000
	Classify func(data []byte) string // what rules know datagrams by; nil: nothing
	Record   func(link.Record)        // may be nil
	Note     func(event string)       // a client came or went, for an operator; may be nil
}

// A UDP is a proxy in front of a UDP server. Each client has a socket of its own
// to the server, so that the server can tell them apart. Flows are numbered by
// clients in the order in which they came: "1", "2" …
type UDP struct {
	config    UDPConfig
	server    string // config.To
	socket    socket
	clock     *clock
	scheduler *link.Scheduler
	up, down  *link.Link
	out       outbox

	mu      sync.Mutex
	clients map[netip.AddrPort]*client
	count   int       // of clients so far
	turned  int       // datagrams of clients that were turned away
	told    time.Time // when that was last noted
	running sync.WaitGroup
}

// ListenUDP opens the proxy's socket. Serve does the work.
func ListenUDP(c UDPConfig) (*UDP, error) {
	if c.Idle == 0 {
		c.Idle = time.Minute
	}
	if c.Clients == 0 {
		c.Clients = 10_000
	}
	p := &UDP{config: c, server: c.To.String(), clock: newClock(), clients: make(map[netip.AddrPort]*client)}
	p.scheduler = link.NewScheduler(link.SchedulerConfig{Clock: p.clock, Inline: true, Record: c.Record, Flush: p.out.flush})
	var err error
	if p.up, err = p.link(Up, "server", c.Up); err == nil {
		p.down, err = p.link(Down, "client", c.Down)
	}
	var conn *net.UDPConn
	if err == nil {
		conn, err = net.ListenUDP("udp", c.Listen)
	}
	if err != nil {
		p.scheduler.Close()
		p.clock.close()
		return nil, err
	}
	roomy(conn)
	p.socket = newSocket(conn)
	return p, nil
}

// roomy asks for large buffers, so that the proxy itself loses nothing in bursts.
func roomy(c *net.UDPConn) {
	c.SetReadBuffer(4 << 20)
	c.SetWriteBuffer(4 << 20)
}

func (p *UDP) link(name, to string, d Direction) (*link.Link, error) {
	return p.scheduler.Link(link.Config{Name: name, To: to, Seed: p.config.Seed, Conditions: d.Conditions,
		Changes: d.Changes, Deliver: func(packet link.Packet) {
			p.out.add(outgoing{packet.Tag.(*client), name == Down, packet.Data})
		}})
}

// Addr returns the address that clients use.
func (p *UDP) Addr() netip.AddrPort { return p.socket.LocalAddr().(*net.UDPAddr).AddrPort() }

// Links returns the two directions, whose conditions may be changed.
func (p *UDP) Links() (up, down *link.Link) { return p.up, p.down }

// Clients returns how many clients there are.
func (p *UDP) Clients() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.clients)
}

// Serve passes datagrams on until ctx is done. What is on its way then is lost.
func (p *UDP) Serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	context.AfterFunc(ctx, func() { p.socket.Close() })
	defer p.close(cancel)
	p.running.Go(func() { p.expire(ctx) })
	in := newReader()
	packets := make([]link.Packet, 0, batch)
	for {
		n, err := in.read(p.socket)
		switch {
		case ctx.Err() != nil:
			return nil
		case refused(err):
			continue // a client that is gone
		case err != nil:
			return fmt.Errorf("impair: %w", err)
		}
		packets = packets[:0]
		now := time.Now().UnixNano()
		for i := range n {
			data, from := in.datagram(i)
			if c := p.client(from); c != nil {
				c.seen.Store(now)
				packets = append(packets, p.packet(c, data, false))
			}
		}
		p.up.Send(packets...)
	}
}

// packet returns a datagram as the links have it.
func (p *UDP) packet(c *client, data []byte, down bool) link.Packet {
	packet := link.Packet{Flow: c.name, Src: c.text, Dst: p.server, Data: append([]byte{}, data...), Tag: c}
	packet.Size = len(data) + 28
	if c.addr.Addr().Unmap().Is6() {
		packet.Size = len(data) + 48
	}
	if down {
		packet.Src, packet.Dst = packet.Dst, packet.Src
	}
	if p.config.Classify != nil {
		packet.Class = p.config.Classify(packet.Data)
	}
	return packet
}

// close ends what Serve began.
func (p *UDP) close(cancel func()) {
	cancel()
	p.socket.Close()
	p.mu.Lock()
	clients := slices.Collect(maps.Values(p.clients))
	p.mu.Unlock()
	for _, c := range clients {
		c.socket.Close()
	}
	p.running.Wait()
	p.scheduler.Close()
	p.clock.close()
}

// expire forgets clients that are silent.
func (p *UDP) expire(ctx context.Context) {
	ticker := time.NewTicker(max(time.Millisecond, p.config.Idle/4))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			p.forget(func(c *client) bool { return now.Sub(time.Unix(0, c.seen.Load())) > p.config.Idle })
		}
	}
}

// forget ends the clients for which it is true. A socket is closed with no lock
// held: that waits until what was received is on its way.
func (p *UDP) forget(which func(*client) bool) {
	var gone []*client
	p.mu.Lock()
	for addr, c := range p.clients {
		if which(c) {
			delete(p.clients, addr)
			gone = append(gone, c)
			p.note("%s has been silent for %v", c, p.config.Idle)
		}
	}
	p.mu.Unlock()
	for _, c := range gone {
		c.socket.Close()
		p.up.Forget(c.name)
		p.down.Forget(c.name)
	}
}

func (p *UDP) note(format string, a ...any) {
	if p.config.Note != nil {
		p.config.Note(fmt.Sprintf(format, a...))
	}
}

// refused reports whether an error is about an earlier datagram, that nobody
// wanted or that was too large: the socket itself works.
func refused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.EHOSTUNREACH) ||
		errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EMSGSIZE)
}
