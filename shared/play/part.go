package play

import (
	"net"
	"sync"

	"github.com/socketlab/socketlab/shared/socket"
)

// Part returns a Stack with sockets of its own on st: its Close closes those,
// and not st. So a run's end does not end the connection that others use.
func Part(st socket.Stack) socket.Stack {
	return &part{Stack: st, open: make(map[*owned]struct{})}
}

type part struct {
	socket.Stack

	mu     sync.Mutex
	open   map[*owned]struct{}
	closed bool
}

// An owned is a socket of a part.
type owned struct {
	socket.Handle
	part *part
}

func (p *part) Socket(f socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	h, err := p.Stack.Socket(f, t, proto)
	if err != nil {
		return nil, err
	}
	return p.own(h)
}

func (p *part) own(h socket.Handle) (socket.Handle, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		go h.Close()
		return nil, net.ErrClosed
	}
	o := &owned{h, p}
	p.open[o] = struct{}{}
	return o, nil
}

// Do owns what is accepted, too.
func (o *owned) Do(c *socket.Call) error {
	err := o.Handle.Do(c)
	if err == nil && c.Accepted != nil {
		c.Accepted, err = o.part.own(c.Accepted)
	}
	return err
}

func (o *owned) Close() error {
	o.part.mu.Lock()
	delete(o.part.open, o)
	o.part.mu.Unlock()
	return o.Handle.Close()
}

// Close closes the sockets, all at once: each may be a round trip.
func (p *part) Close() error {
	p.mu.Lock()
	p.closed = true
	open := p.open
	p.open = nil
	p.mu.Unlock()
	var closing sync.WaitGroup
	for o := range open {
		closing.Go(func() { o.Handle.Close() })
	}
	closing.Wait()
	return nil
}
