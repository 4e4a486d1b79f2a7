package web

import (
	"time"

	"github.com/gorilla/websocket"
)

// CloseWith ends the session: the page is told why, and has a second to answer.
func (p *player) CloseWith(code int, reason string) error {
	p.mu.Lock()
	p.parted = true
	p.ws.SetReadDeadline(time.Now().Add(partWithin))
	p.mu.Unlock()
	frame := websocket.FormatCloseMessage(code, reason)
	return p.ws.WriteControl(websocket.CloseMessage, frame, time.Now().Add(partWithin))
}

// heard gives the page another minute.
func (p *player) heard() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.parted {
		p.ws.SetReadDeadline(time.Now().Add(silentFor))
	}
}

// keepAlive pings the page, until stop is called.
func (p *player) keepAlive() (stop func()) {
	p.heard()
	p.ws.SetPongHandler(func(string) error { p.heard(); return nil })
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(pingEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(pingEvery)) // Read tells of a failure
			case <-done:
				return
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}
