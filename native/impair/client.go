package impair

import (
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

// A client is one that sends to the proxy, and its socket to the server.
type client struct {
	proxy  *UDP
	number int
	name   string // the number, of its flows
	addr   netip.AddrPort
	to     net.Addr // addr
	text   string   // addr's
	socket socket
	seen   atomic.Int64 // when it last sent or got something: Unix time, nanoseconds
}

func (c *client) String() string { return fmt.Sprintf("client %s, %s", c.name, c.text) }

// client returns the client at an address, a new one if need be; nil if there
// are too many.
func (p *UDP) client(addr netip.AddrPort) *client {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.clients[addr]; c != nil {
		return c
	}
	if len(p.clients) >= p.config.Clients {
		p.turnAway(addr, fmt.Sprintf("there are %d clients, the limit", len(p.clients)))
		return nil
	}
	conn, err := net.DialUDP("udp", nil, p.config.To)
	if err != nil {
		p.turnAway(addr, failure(err))
		return nil
	}
	p.count++
	c := &client{proxy: p, number: p.count, name: fmt.Sprint(p.count), addr: addr, to: net.UDPAddrFromAddrPort(addr),
		text: addr.String(), socket: newSocket(conn)}
	p.clients[addr] = c
	p.note("%s is new", c)
	p.running.Go(c.answers)
	return c
}

// turnAway says why a client is not served: at once, and then once a second at
// most, for such a client will go on sending.
func (p *UDP) turnAway(addr netip.AddrPort, why string) {
	p.turned++
	if now := time.Now(); now.Sub(p.told) >= time.Second {
		p.told = now
		if p.turned > 1 {
			why += fmt.Sprintf("; %d datagrams so far", p.turned)
		}
		p.note("%s is turned away: %s", addr, why)
	}
}

// failure returns why a client has no socket, and what to do about it.
func failure(err error) string {
	if full(err) {
		return "no descriptor is left for its socket: raise the limit with 'ulimit -n'"
	}
	return err.Error()
}

// answers passes on what the server sends to a client, until its socket is closed.
func (c *client) answers() {
	receive(c.socket, func(data []byte) link.Packet {
		return c.proxy.packet(c, data, true)
	}, func(packets ...link.Packet) {
		c.seen.Store(time.Now().UnixNano())
		c.proxy.down.Send(packets...)
	})
}
